// The sandbox with the bot running, and short ways to say what people see.
import { expect } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";
import { newSchema, postgresUrl } from "../database/scratch-schema.js";
import { LeakWatch } from "./leaks.js";

let raised: Stage[] = [];

/** Starts the sandbox and, unless `bot` is "none", the bot. `curtain` ends whatever was raised. */
export async function raise(options: SandboxOptions & { bot?: "none" } = {}): Promise<Stage> {
  const stage = new Stage(await Sandbox.open({ ...options, settings: { ...onPostgres(), ...options.settings } }));
  raised.push(stage);
  if (options.bot !== "none") await stage.sandbox.startBot();
  return stage;
}

/** In what the tests run on, where that is no file. */
export function onPostgres(): { DATABASE_URL?: string } {
  return postgresUrl === undefined ? {} : { DATABASE_URL: newSchema() };
}

/** What the bot logs when something happened that no line of it foresaw. */
export const unforeseen = /^\S+ error unhandled/;

/** Ends what was raised. Whatever faults a test ordered, nothing was unhandled, and no secret got out. */
export async function curtain(): Promise<void> {
  const ending = raised;
  raised = [];
  const leaks = await Promise.all(ending.map((stage) => stage.close()));
  expect(leaks.flat()).toEqual([]);
  const calm = ending.filter(({ expectsTheUnforeseen }) => !expectsTheUnforeseen);
  expect(calm.flatMap(({ sandbox }) => sandbox.log).filter((line) => unforeseen.test(line))).toEqual([]);
}

/** A sign-in link, in whatever Slack was sent or shows. */
export const holdsALink = (what: unknown) => JSON.stringify(what).includes("ticket=");

export class Stage {
  /** Set by a test whose very point is an error that no line foresaw. */
  expectsTheUnforeseen = false;
  readonly alice;
  readonly carol;
  readonly dave;
  readonly eve;

  readonly leaks: LeakWatch;
  /** Set by the tests of the scan itself. */
  leaksOnPurpose = false;

  constructor(readonly sandbox: Sandbox) {
    const { slack } = sandbox;
    this.leaks = new LeakWatch(sandbox);
    this.alice = slack.as(ids.alice);
    this.carol = slack.as(ids.carol);
    this.dave = slack.as(ids.dave);
    this.eve = slack.as(ids.eve);
  }

  /** Resolves with the secrets that got out. */
  async close(): Promise<string[]> {
    // Once with the write-ahead log as it is while the bot works, and once with all that a stopping bot still says.
    let leaks: string[] = [];
    try {
      leaks = this.leaks.inFiles();
      await this.sandbox.stopBot();
      leaks.push(...this.leaks.look());
    } finally {
      await this.sandbox.close();
    }
    return this.leaksOnPurpose ? [] : [...new Set(leaks)];
  }

  get slack() {
    return this.sandbox.slack;
  }

  get clerk() {
    return this.sandbox.clerk;
  }

  get clock() {
    return this.sandbox.clock;
  }

  /**
   * Waits until the bot waits for something `seconds` ahead, and moves the clock there. Some of the wait may have gone by
   * meanwhile: less than half, so that no shorter wait is taken for it, and for one second, the shortest, any part.
   */
  async pass(seconds: number) {
    const ms = seconds * 1_000;
    await this.slack.until(`the bot waits for a moment ${seconds} s ahead`, () =>
      this.clock.expects(ms, seconds > 1 ? ms / 2 : 0),
    );
    this.clock.advance(ms);
  }

  /** alice asks to act as bob. */
  async ask(text = "/impersonate @bob ticket 4821, cannot see invoices") {
    await this.alice.types(ids.general, text);
    return this.card(/wants to sign in as .*\[Approve\] \[Deny\]/s);
  }

  cards() {
    return this.carol.messages(ids.approvals).filter(({ ephemeralFor }) => ephemeralFor === undefined);
  }

  /** Waits until a person reads something that only they can see. */
  told(id: string, channel: string, pattern: RegExp) {
    const person = this.slack.as(id);
    return this.slack.until(`${id} is told ${pattern}`, () =>
      [...person.messages(channel), ...person.directMessages()].findLast(
        (message) =>
          (message.ephemeralFor === id || message.channel.startsWith("D")) && pattern.test(person.reads(message)),
      ),
    );
  }

  /** The same for somebody whose command had no response url that works. */
  toldDirectly(id: string, pattern: RegExp) {
    const person = this.slack.as(id);
    return this.slack.until(`${id} is told ${pattern} in a direct message`, () =>
      person.directMessages().findLast((message) => pattern.test(person.reads(message))),
    );
  }

  /** A command as Slack had accepted it before something changed about the person. */
  commandOnItsWay(
    userId: string,
    text: string,
    triggerId = `${Date.now()}.1.${userId}`,
    responseUrl = "http://127.0.0.1:9/spent",
  ) {
    return this.slack.sendRaw("slash_commands", {
      command: "/impersonate",
      text,
      user_id: userId,
      team_id: this.slack.team.id,
      channel_id: ids.general,
      trigger_id: triggerId,
      response_url: responseUrl,
      api_app_id: this.slack.bot.appId,
    });
  }

  /** What a card's buttons carry. */
  requestIdOf(message: { blocks: readonly unknown[] }): string {
    return /"value":"(req_[^"]+)"/.exec(JSON.stringify(message.blocks))?.[1] ?? "";
  }

  /** The link, as alice's client gets it when she clicks the button. */
  async link(): Promise<string> {
    const message = await this.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
    const click = await this.alice.clicks(message, "Open as Bob Brown");
    if (click.kind !== "acknowledged" || click.opens === undefined) throw new Error("the button opens nothing");
    return click.opens;
  }

  /** alice asks, carol approves, and alice has the link. */
  async approved() {
    const card = await this.ask();
    await this.carol.clicks(card, "Approve");
    await this.card(/@alice has the link/);
    return this.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  }

  /** alice has used the link, and the bot has seen it. */
  async inUse() {
    await this.approved();
    const browser = this.clerk.browser();
    const opened = browser.open(await this.link());
    if (!opened.ok) throw new Error(opened.code);
    this.clock.advance(15_000);
    await this.card(/In use since/);
    return { browser, session: opened.session, message: await this.directMessage(/In use since .*\[Revoke\]/s) };
  }

  /** Nobody has decided, and no link was made. */
  async stillPending() {
    await this.card(/Waiting for approval until .*\[Approve\] \[Deny\]/s);
    expect(this.clerk.actorTokens).toEqual([]);
  }

  /** Waits until the newest card in the approval channel reads like `pattern`. */
  card(pattern: RegExp, timeoutMs?: number) {
    return this.slack.until(
      `carol sees a card like ${pattern}`,
      () => {
        const newest = this.cards().at(-1);
        return newest !== undefined && pattern.test(this.carol.reads(newest)) ? newest : undefined;
      },
      timeoutMs,
    );
  }

  /** Waits until one of alice's direct messages reads like `pattern`; the newest of them. */
  directMessage(pattern: RegExp, timeoutMs?: number) {
    return this.slack.until(
      `alice sees a direct message like ${pattern}`,
      () => this.alice.directMessages().findLast((message) => pattern.test(this.alice.reads(message))),
      timeoutMs,
    );
  }
}
