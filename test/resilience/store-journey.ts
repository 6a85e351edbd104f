// A whole life lived on a store that fails somewhere in it: alice asks, carol approves, alice signs in and revokes.
import { setTimeout as pause } from "node:timers/promises";
import { startBot } from "../../src/app.js";
import { openStore } from "../../src/db/store.js";
import { isOpen } from "../../src/impersonation/model/lifecycle.js";
import type { Message } from "../../src/impersonation/model/message.js";
import { createLog } from "../../src/runtime/log.js";
import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { ids } from "../../src/sandbox/cast.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import { readConfig } from "../../src/settings/config.js";
import { Stage, unforeseen } from "../flows/stage.js";
import { FailingStore } from "./failing-store.js";
import { type Ledger, lookInto } from "./ledger.js";

const refusal = /can't write to its database|lost its database/;
/** Real time in which the bot, for which nobody dawdles here, has done all it can. */
const patienceMs = 600;
const lookMs = 15;
/** Longer than a claim, a pause of the scheduler and the time limit of an approval: all that may have to pass first. */
const healingSeconds = 180;
const maxTries = 4;

export interface Lived {
  /** The names of all writes to the store, in their order. */
  readonly writes: readonly string[];
  /** What did not come out as promised. */
  readonly problems: readonly string[];
}

/** The writes from number `first` on fail: `times` of them, or until the store heals because somebody has waited. */
export async function live(first: number, times: number): Promise<Lived> {
  const store = new FailingStore();
  const sandbox = await Sandbox.open({ runBot: onStore(store) });
  const problems: string[] = [];
  try {
    await sandbox.startBot();
    const before = store.writes.length;
    store.failFrom(first, times);
    const journey = new Journey(new Stage(sandbox), store, problems);
    await journey.live().catch((error: unknown) => problems.push(String(error)));
    return { writes: store.writes.slice(before), problems };
  } finally {
    await sandbox.close();
  }
}

export function onStore(store: FailingStore): RunBot {
  return async ({ settings, clock, log }) => {
    const reading = readConfig(settings);
    if (!reading.ok) throw new Error(reading.problems.join("\n"));
    const logged = createLog("debug", { write: log }, () => clock.now());
    return startBot(reading.config, clock, logged, async (...args) => store.around(await openStore(...args)));
  };
}

class Journey {
  constructor(
    private readonly stage: Stage,
    private readonly store: FailingStore,
    private readonly problems: string[],
  ) {}

  async live(): Promise<void> {
    const { alice, carol, slack, clerk, clock, sandbox } = this.stage;
    slack.on((event) => {
      if (event.kind === "call_received" && linkIn(event.call.args) !== undefined) this.#aliveBeside(event.call.args);
    });
    await this.#until(/wants to sign in as .*\[Approve\] \[Deny\]/s, () =>
      alice.types(ids.general, "/impersonate @bob ticket 4821, cannot see invoices"),
    );
    await this.#until(/@alice has the link/, (card) => this.#press(card, carol, /\[(Approve|Retry)\]/));
    clerk.browser().open(await this.stage.link());
    await this.#until(/In use since/, async () => {
      clock.advance(2_000);
      return "nobody's";
    });
    await this.#until(/revoked access .*Clerk confirmed it/s, (card) => this.#press(card, carol, /\[(Revoke)\]/));
    await this.#pass(() => lookInto(sandbox.database, staleIn).length === 0);
    this.#checkTheEnd();
  }

  /** Does it, and again whenever it did not work out, until the newest card reads like `goal`. */
  async #until(goal: RegExp, act: (card: SeenMessage | undefined) => Promise<unknown>): Promise<void> {
    const { carol } = this.stage;
    const newest = () => this.stage.cards().at(-1);
    const reads = () => {
      const card = newest();
      return card === undefined ? "(no card)" : carol.reads(card);
    };
    const reached = () => goal.test(reads());
    for (let tries = 0; tries < maxTries && !reached(); tries += 1) {
      const [cardBefore, refusals] = [reads(), this.#refusals()];
      const whose = await act(newest());
      const answered = () => this.#refusals() > refusals;
      for (let ms = 0; ms < patienceMs && !reached() && !answered(); ms += lookMs) await pause(lookMs);
      await this.#pass(reached);
      if (whose !== "nobody's" && !answered() && reads() === cardBefore) {
        this.problems.push(`neither an answer nor an effect, on the way to ${goal}`);
      }
    }
    if (!reached()) throw new Error(`never: ${goal}; the card reads ${reads()}`);
  }

  async #press(card: SeenMessage | undefined, person: Stage["carol"], button: RegExp): Promise<unknown> {
    const label = card && button.exec(person.reads(card))?.[1];
    return card === undefined || label === undefined ? "nobody's" : person.clicks(card, label);
  }

  /** Time goes by, in steps as short as the bot's shortest, until it is so or the store has healed for long. */
  async #pass(enough: () => boolean): Promise<void> {
    for (let seconds = 0; seconds < healingSeconds && !enough(); seconds += 1) {
      this.stage.clock.advance(1_000);
      await pause(lookMs);
      // Also a failure that begins only now.
      this.store.heal();
    }
  }

  #refusals(): number {
    const { slack } = this.stage;
    return slack.messages.filter((message) => refusal.test(slack.readable(message))).length;
  }

  /** A link may be posted only when every other is dead and no session lives. */
  #aliveBeside(args: Record<string, unknown>): void {
    const { clerk, clock } = this.stage;
    const others = clerk.actorTokens.filter(({ url }) => url !== linkIn(args));
    const alive = others.filter(({ status, expiresAt }) => status === "pending" && expiresAt > clock.now());
    if (alive.length > 0) this.problems.push("a link was posted while another was alive");
  }

  #checkTheEnd(): void {
    const { slack, clerk, sandbox } = this.stage;
    const record = recordIn(sandbox.database);
    const alive = clerk.actorTokens.filter(({ status }) => status === "pending");
    const unknown = alive.filter(({ actor }) => !record.mayExistFor.includes(String(actor.request_id)));
    if (unknown.length > 0) this.problems.push("a token is alive of which the record knows nothing");
    if (clerk.sessions.some(({ status }) => status === "active")) this.problems.push("a session lives on");
    const shown = slack.messages.filter((message) => !message.deleted && linkIn(message) !== undefined);
    if (shown.length > 0) this.problems.push("a message still holds a link");
    if (record.stale > 0) this.problems.push(`${record.stale} messages show an older state`);
    if (record.unfinished.length > 0) this.problems.push(`unfinished: ${record.unfinished}`);
    this.problems.push(...sandbox.log.filter((line) => unforeseen.test(line)));
  }
}

const linkIn = (what: unknown) => /http[^"\s\\]*ticket=[^"\s\\]*/.exec(JSON.stringify(what))?.[0];

/** Messages that show an older state, or that a newer one replaced and that are still to go. */
function staleIn(ledger: Ledger): Message[] {
  const revisions = new Map(ledger.requests().map(({ id, revision }) => [id, revision]));
  return ledger
    .messages()
    .filter(({ ts, supersededAt, dueAt, shownRevision, requestId }) =>
      supersededAt === null ? ts !== null && shownRevision < (revisions.get(requestId) ?? 0) : dueAt !== null,
    );
}

function recordIn(path: string) {
  return lookInto(path, (ledger) => ({
    stale: staleIn(ledger).length,
    unfinished: ledger.requests().flatMap(({ status }) => (isOpen(status) ? [status] : [])),
    mayExistFor: ledger.requests().flatMap(({ id, tokenMayExistUntil }) => (tokenMayExistUntil === null ? [] : [id])),
  }));
}
