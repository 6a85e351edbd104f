// Calls the sandbox's actions.
import type { z } from "zod";
import { type ActionInput, type ActionName, type ActionOutput, actions, refused } from "../../contract/actions.js";

/** The sandbox refused; `message` is a sentence for the person. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const answers: { readonly [Name in ActionName]: { readonly output: z.ZodType<ActionOutput<Name>> } } = actions;

/** Throws `Refused` for a 4xx or 5xx, and fetch's error if the sandbox is not reachable. */
export async function ask<Name extends ActionName>(name: Name, what: ActionInput<Name>): Promise<ActionOutput<Name>> {
  return answers[name].output.parse(await post(`/api/${name}`, what));
}

export async function post(path: string, what: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(what),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Refused(refused.parse(answer).error, response.status);
  return answer;
}
