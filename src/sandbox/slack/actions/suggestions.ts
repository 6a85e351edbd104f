// Searching in an external select: the app answers each query with options, and is asked again with every keystroke.
import { z } from "zod";
import { InvalidAction } from "../../invalid-action.js";
import { minLetters } from "../block-kit/elements.js";
import { type Option, option, optionGroup } from "../block-kit/text.js";
import { suggestionPayload } from "../delivery/payloads.js";
import { type ActionContext, find, present, type Target } from "./action-context.js";
import type { Place } from "./press.js";

const answer = z.union([
  z.object({ options: z.array(option).max(100) }),
  z.object({ option_groups: z.array(optionGroup).max(100) }),
]);

export interface SearchOutcome {
  /**
   * `too_short`: the query has fewer letters than min_query_length, and nothing was sent. `failed`: the app was late, or
   * answered with something that Slack does not show, such as 101 options.
   */
  kind: "options" | "too_short" | "failed";
  /** In or outside of a group; none unless kind is `options`. */
  options: Option[];
  /** The same, as the app grouped them; one group without a label where it did not. */
  groups: { label?: string; options: Option[] }[];
  ackMs: number;
}

export async function search(
  userId: string,
  place: Place,
  target: Target,
  query: string,
  context: ActionContext,
): Promise<SearchOutcome> {
  const { state, dispatcher } = context;
  const person = present(userId, state);
  const where = "view" in place ? place.view : place.message;
  const { block, element } = find("view" in place ? place.view.surface.blocks : place.message.blocks, target);
  if (element.type !== "external_select")
    throw new InvalidAction(`${JSON.stringify(target)} is no menu that can be searched`);
  if (query.length < minLetters(element)) return { kind: "too_short", options: [], groups: [], ackMs: 0 };
  const names = { blockId: block.block_id, actionId: element.action_id };
  const payload = suggestionPayload(query, names, person, where, state);
  const delivered = await dispatcher.send({ type: "interactive", payload, acceptsResponse: true });
  const { ackMs } = delivered;
  const parsed = answer.safeParse(delivered.kind === "acknowledged" ? delivered.body : undefined);
  if (!parsed.success) return { kind: "failed", options: [], groups: [], ackMs };
  const { data } = parsed;
  const groups =
    "options" in data
      ? [{ options: data.options }]
      : data.option_groups.map(({ label, options }) => ({ label: label.text, options }));
  return { kind: "options", options: groups.flatMap(({ options }) => options), groups, ackMs };
}

/** Types a query letter by letter, without waiting for answers in between; resolves with the outcome of the whole query. */
export async function searchAsTyped(
  userId: string,
  place: Place,
  target: Target,
  query: string,
  context: ActionContext,
): Promise<SearchOutcome> {
  const letters = [...query];
  const typed = letters.map((_, index) => letters.slice(0, index + 1).join(""));
  const outcomes = await Promise.all(typed.map((each) => search(userId, place, target, each, context)));
  return outcomes.at(-1) ?? search(userId, place, target, "", context);
}
