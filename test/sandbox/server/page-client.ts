// The page's server without a browser: opened once per test file, called over HTTP, closed at its end.
import { afterAll } from "vitest";
import type { z } from "zod";
import {
  type ActionInput,
  type ActionName,
  type ActionOutput,
  actions,
  refused,
} from "../../../src/sandbox/contract/actions.js";
import type { LiveSandbox } from "../../../src/sandbox/server/live-sandbox.js";
import { servePage } from "../../../src/sandbox/server/server.js";
import { OpenWindow } from "./open-window.js";

const answers: { readonly [Name in ActionName]: { readonly output: z.ZodType<ActionOutput<Name>> } } = actions;

/** Call at the top of a test file. Serves the page on a free port, with the bot running. */
export async function openPage(): Promise<PageClient> {
  const { url, live, close } = await servePage(0);
  const page = new PageClient(url, live);
  afterAll(async () => {
    page.closeWindows();
    await close();
  });
  return page;
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

export class PageClient {
  readonly #windows: OpenWindow[] = [];

  constructor(
    readonly url: string,
    readonly live: LiveSandbox,
  ) {}

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get slack() {
    return this.live.sandbox.slack;
  }

  get clerk() {
    return this.live.sandbox.clerk;
  }

  /** Throws if the action is refused. */
  async ask<Name extends ActionName>(name: Name, body: ActionInput<Name>): Promise<ActionOutput<Name>> {
    const { status, json } = await this.post(`/api/${name}`, body);
    if (status !== 200) throw new Error(`${name} was refused with ${status}: ${refused.parse(json).error}`);
    return answers[name].output.parse(json);
  }

  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  }

  /** Opens a window of this person. */
  async window(as: string): Promise<OpenWindow> {
    const window = await OpenWindow.open(this, as);
    this.#windows.push(window);
    return window;
  }

  closeWindows(): void {
    for (const window of this.#windows.splice(0)) window.close();
  }
}
