// The page's server without a browser: opened once per test file, called over HTTP, closed at its end.
import { afterAll, onTestFinished } from "vitest";
import { getCurrentTest } from "vitest/suite";
import type { z } from "zod";
import { runInProcess } from "../../../src/sandbox/bot/in-process.js";
import type { RunBot } from "../../../src/sandbox/bot/running-bot.js";
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

/** At the end of a file the page kills its bot, which without a process of its own is stopped. */
const runBeside: RunBot = async (surroundings) => {
  const bot = await runInProcess(surroundings);
  return { ...bot, kill: () => bot.stop() };
};

/**
 * Call at the top of a test file. Serves the page on a free port, with the bot running: in a process of its own only where
 * the tests need one, as a process takes more than a second of CPU to start.
 */
export async function openPage(bot: "in its own process" | "in this process"): Promise<PageClient> {
  const { url, live, close } = await servePage(0, bot === "in this process" ? runBeside : undefined);
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

  /** Opens a window of this person, until the test or, outside of any, the file ends. */
  async window(as: string): Promise<OpenWindow> {
    const window = await OpenWindow.open(this, as);
    // Each one that stays open is sent whatever happens in later tests.
    if (getCurrentTest() === undefined) this.#windows.push(window);
    else onTestFinished(() => window.close());
    return window;
  }

  closeWindows(): void {
    for (const window of this.#windows.splice(0)) window.close();
  }
}
