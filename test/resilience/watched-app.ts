// The real bot between the emulated Slack and Clerk, with an eye on everything that must never happen, case by case.
import { expect, onTestFinished } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import type { SlackEvent } from "../../src/sandbox/slack/state/events.js";
import { raise, type Stage } from "../flows/stage.js";
import { actingIn, actingInText } from "./inert.js";
import { lookInto } from "./ledger.js";

/** The people of these tests, and the channel. Odd text names others, and they may be mentioned nowhere. */
const mentionable = [ids.alice, ids.carol, ids.eve, ids.gus, ids.mallory, ids.approvals];
const patienceMs = 3_000;

export class WatchedApp {
  /** What somebody alone was told or shown, oldest first: answers and forms. */
  readonly answers: { readonly to: string; readonly words: string }[] = [];
  /** Cards ever posted. */
  readonly cards: SeenMessage[] = [];
  payloads = 0;
  readonly #wrongs: string[] = [];
  /** What stands on each card now, by its timestamp. */
  readonly #standing = new Map<string, string>();
  /** Whose conversation with the bot a channel is. */
  readonly #direct: ReadonlyMap<string, string>;

  private constructor(readonly stage: Stage) {
    const { slack } = stage;
    const people = Object.values(ids).filter((id) => id.startsWith("U"));
    this.#direct = new Map(people.map((id) => [slack.dmBetween(id, slack.bot.userId), id]));
  }

  static async raise(): Promise<WatchedApp> {
    const app = new WatchedApp(await raise());
    app.stage.slack.on((event) => app.#see(event));
    const astray = (error: unknown) => app.#wrongs.push(`went astray: ${String(error)}`);
    process.on("unhandledRejection", astray).on("uncaughtExceptionMonitor", astray);
    onTestFinished(() => {
      process.off("unhandledRejection", astray).off("uncaughtExceptionMonitor", astray);
    });
    return app;
  }

  #see(event: SlackEvent): void {
    switch (event.kind) {
      case "payload_answered":
        this.payloads += 1;
        if (event.outcome !== "acknowledged" || event.ackMs > patienceMs) {
          this.#wrongs.push(`${event.type} was ${event.outcome} after ${event.ackMs} ms`);
        }
        return;
      case "message_posted":
      case "message_edited":
        this.#read(event.message, event.kind === "message_posted");
        return;
      case "view_opened":
      case "view_updated":
        this.#wrongs.push(...actingIn(event.view.blocks, mentionable).filter((words) => !words.startsWith("unseen")));
        this.answers.push({ to: event.view.userId, words: this.stage.alice.reads(event.view) });
        return;
      default:
        return;
    }
  }

  #read(message: SeenMessage, isNew: boolean): void {
    const { slack } = this.stage;
    if (message.user !== slack.bot.userId) return;
    this.#wrongs.push(...actingIn(message.blocks, mentionable), ...actingInText(message.text, mentionable));
    const isCard = message.channel === ids.approvals && message.ephemeralFor === undefined;
    if (isCard) this.#standing.set(message.ts, slack.readable(message));
    if (isCard && isNew) this.cards.push(message);
    const to = message.ephemeralFor ?? this.#direct.get(message.channel);
    if (isNew && to !== undefined) this.answers.push({ to, words: slack.readable(message) });
  }

  /** Waits for an answer to `to` that is new since there were `since` of them, and that is one of these, if given. */
  async answer(to: string, since: number, like = /./s): Promise<string> {
    const found = await this.stage.slack.until(`an answer to ${to}`, () =>
      this.answers.slice(since).find((answer) => answer.to === to && like.test(answer.words)),
    );
    return found.words;
  }

  /** Nothing that must never happen has happened. */
  expectCalm(): void {
    expect(this.#wrongs).toEqual([]);
    expect(this.stage.clerk.actorTokens).toEqual([]);
  }

  /** At the end: as many cards as accepted requests, and the bot works as on the first day. */
  async expectUnharmed(): Promise<void> {
    this.expectCalm();
    expect(this.cards).toHaveLength(lookInto(this.stage.sandbox.database, (ledger) => ledger.requests()).length);
    // What the cases asked of Clerk may have used up its ten seconds' allowance.
    this.stage.clock.advance(11_000);
    await this.stage.dave.types(ids.general, "/impersonate @beth ticket 1");
    const card = await this.stage.card(/@dave wants to sign in as Beth Blake.*\[Approve\]/s);
    await this.stage.carol.clicks(card, "Approve");
    await this.stage.card(/@dave has the link/);
  }

  /** alice takes her newest request back, so that the next one is not refused for it. */
  async cancel(): Promise<void> {
    const { alice, slack } = this.stage;
    const card = this.cards.at(-1);
    if (card === undefined) throw new Error("there is no card");
    await alice.forges(card, { actionId: "cancel_request", value: this.stage.requestIdOf(card) });
    await slack.until("it is cancelled", () => /canceled this request/.test(this.#standing.get(card.ts) ?? ""));
  }
}
