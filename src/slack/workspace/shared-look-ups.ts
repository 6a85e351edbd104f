// Look-ups whose answers are shared by all who need them at the same time, and that wait out a short rate limit.
import { type Clock, waitUntil } from "../../impersonation/ports/clock.js";
import { RecentAnswers } from "../../runtime/recent-answers.js";
import { SlackError } from "../transport/web-api.js";

/** How long somebody who clicked or asked waits for their turn, rate limits included. */
const maxWaitMs = 10_000;

export class SharedLookUps<T> {
  readonly #answers: RecentAnswers<T>;

  constructor(
    private readonly clock: Clock,
    private readonly stopping: AbortSignal,
  ) {
    this.#answers = new RecentAnswers(() => clock.now());
  }

  /**
   * An answer asked for at or after `since` (epoch milliseconds). Everybody who waits for the same key shares the next
   * answer. Throws `SlackError`.
   */
  async get(key: string, since: number, ask: () => Promise<T>): Promise<T> {
    const { clock, stopping } = this;
    const giveUpAt = clock.now() + maxWaitMs;
    for (;;) {
      try {
        return await this.#answers.get(key, since, ask);
      } catch (error) {
        if (!(error instanceof SlackError) || error.kind !== "rate_limited") throw error;
        const atMs = clock.now() + error.retryAfterMs;
        if (atMs > giveUpAt || !(await waitUntil(clock, atMs, stopping))) throw error;
      }
    }
  }
}
