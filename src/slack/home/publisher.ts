// Brings one Home tab up to date: reads what it shows now, publishes that where it differs, and says what to do after a failure.
import type { types } from "@slack/bolt";
import { z } from "zod";
import { isStoreFailure } from "../../impersonation/model/errors.js";
import { backoffMs } from "../../impersonation/model/settings.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { Log } from "../../runtime/log.js";
import { restingHome } from "../messages/home/home.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { checkEveryMs, type Followed } from "./followed.js";
import { Pace } from "./pace.js";
import { digestOf, type HomeSources, readHome } from "./read-home.js";
import { keepIfPossible } from "./record.js";

export interface PublishContext extends HomeSources {
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly log: Log;
  /** How many processes publish. */
  readonly sharers: () => number;
}

/** `later`: it is tried again. `over`: it is followed no more. */
type Outcome = "shown" | "later" | "over";

/** What is known of a person is relied upon for so long where Slack does not answer. */
const knownForMs = 60_000;
/** Slack asks for a minute at most. */
const rateLimitMaxMs = 60_000;
/** The pace's own, which no call was made for. */
const noTurn = "no_turn";

const published = z.object({ view: z.object({ hash: z.string().optional() }) });

export class HomePublisher {
  readonly #context: PublishContext;
  readonly #pace: Pace;
  #pausedUntil = 0;
  /** That the Home tab is off was logged. */
  #offLogged = false;

  constructor(context: PublishContext) {
    this.#context = context;
    this.#pace = new Pace(context.sharers);
  }

  /** Slack takes nobody's Home before this time. */
  pausedUntil(now: number): number {
    return Math.min(this.#pausedUntil, now + rateLimitMaxMs);
  }

  /** Never throws on an error of Slack's, or on a failing database. */
  async bringUpToDate(person: Followed): Promise<Outcome> {
    try {
      return await this.#show(person);
    } catch (error) {
      if (isStoreFailure(error)) return this.#later(person);
      if (!(error instanceof SlackError)) throw error;
      return this.#failed(person, error);
    }
  }

  async #show(person: Followed): Promise<Outcome> {
    const now = this.#context.clock.now();
    if (person.isOver(now)) {
      await this.#publish(person, restingHome);
      // Somebody may have opened it meanwhile.
      return person.isOver(now) ? "over" : "later";
    }
    if (person.notice !== undefined && now >= person.notice.until) person.notice = undefined;
    const since = Math.max(person.freshSince, now - checkEveryMs);
    const { is, view, lacksCard } = await readHome(this.#context, person.userId, since, person.notice?.content);
    if (is === "unknown") {
      if (now >= person.knownUntil) await this.#publish(person, view);
      return this.#later(person);
    }
    if (!(await this.#publish(person, view))) return "over";
    person.shown({ isApprover: is === "approver", knownUntil: now + knownForMs, lacksCard });
    return is === "outsider" ? "over" : "shown";
  }

  /** Resolves with false where another process follows the Home by now. */
  async #publish(person: Followed, view: types.HomeView): Promise<boolean> {
    const { api, clock, store } = this.#context;
    const digest = digestOf(view);
    if (digest === person.digest) return true;
    const now = clock.now();
    const waitMs = this.#pace.take(now);
    if (waitMs > 0) throw new SlackError("rate_limited", noTurn, waitMs);
    person.publishedAt = now;
    const { userId, hash } = person;
    const answer = await api.call("views.publish", { user_id: userId, view, ...(hash && { hash }) }, published);
    person.hash = answer.view.hash;
    person.digest = digest;
    this.#offLogged = false;
    return (await keepIfPossible(() => store.homeShown(userId, digest))) ?? true;
  }

  async #failed(person: Followed, { kind, code, retryAfterMs }: SlackError): Promise<Outcome> {
    const { clock, store } = this.#context;
    if (code === noTurn) {
      person.retryAt = clock.now() + retryAfterMs;
      return "later";
    }
    if (code === "hash_conflict" && person.hash !== undefined) {
      // Another publish was faster, or one came late: what the Home shows is not known.
      person.hash = undefined;
      person.digest = null;
      person.changedForNow();
      return "later";
    }
    if (kind === "rate_limited") {
      const waitMs = Math.min(retryAfterMs, rateLimitMaxMs);
      this.#pausedUntil = clock.now() + waitMs;
      return this.#later(person, waitMs);
    }
    if (kind === "unknown") {
      person.digest = null;
      await keepIfPossible(() => store.homeShown(person.userId, null));
      return this.#later(person);
    }
    this.#logRefusal(person, code);
    return "over";
  }

  #logRefusal({ userId }: Followed, code: string): void {
    const { log } = this.#context;
    if (code !== "not_enabled") {
      log.error("delivery failed: Home", { user: userId, error: code });
    } else if (!this.#offLogged) {
      this.#offLogged = true;
      log.error("the Home tab is off: turn it on at App Home → Show Tabs", { error: code });
    }
  }

  #later(person: Followed, retryAfterMs = 0): Outcome {
    person.retryAt = this.#context.clock.now() + backoffMs(person.tries, retryAfterMs);
    person.tries += 1;
    return "later";
  }
}
