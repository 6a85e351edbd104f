// Calls that keep to Slack's rate limits: a method that is limited is not called again before its time.
import { type SlackApi, SlackError } from "./web-api.js";

interface Pace {
  /** How many calls may come at once, and after how many milliseconds another one may. */
  readonly burst: number;
  readonly everyMs: number;
}

/** Methods of which Slack takes few: 20 calls in any minute of its tier 2. Others wait only where Slack says so. */
const paces: Readonly<Record<string, Pace>> = {
  "usergroups.users.list": { burst: 5, everyMs: 4_000 },
};
/** A longer rate limit is waited out by nobody: Slack, asked again, may answer sooner. */
const maxPauseMs = 10_000;
const asFastAsWanted: Pace = { burst: 1, everyMs: 0 };

/**
 * Throws a `SlackError` of the kind `rate_limited` without a call where it is not the method's time yet. Only for calls that
 * can wait, such as look-ups. `sharers`: how many processes make such calls.
 */
export function paced(api: SlackApi, now: () => number, sharers = () => 1): SlackApi {
  const turns = new Map<string, Turns>();
  return {
    async call(method, args, answer) {
      const turn = turns.get(method) ?? new Turns(paces[method] ?? asFastAsWanted, now, sharers);
      turns.set(method, turn);
      turn.take();
      try {
        return await api.call(method, args, answer);
      } catch (error) {
        if (error instanceof SlackError && error.kind === "rate_limited" && error.retryAfterMs <= maxPauseMs) {
          turn.pause(error.retryAfterMs);
        }
        throw error;
      }
    },
  };
}

class Turns {
  /** When the calls so far would be over, had each waited for the one before. */
  #busyUntil = 0;
  #pausedUntil = 0;
  #latest = 0;

  constructor(
    private readonly pace: Pace,
    private readonly now: () => number,
    private readonly sharers: () => number,
  ) {}

  take(): void {
    const now = this.now();
    const sharers = this.sharers();
    const burst = Math.max(1, Math.floor(this.pace.burst / sharers));
    const everyMs = this.pace.everyMs * sharers;
    // The clock was set back: how long ago the calls were is not known.
    if (now < this.#latest) this.#busyUntil = this.#pausedUntil = now;
    this.#latest = now;
    this.#busyUntil = Math.max(this.#busyUntil, now);
    const waitMs = Math.max(this.#busyUntil - now - (burst - 1) * everyMs, this.#pausedUntil - now);
    if (waitMs > 0) throw new SlackError("rate_limited", "ratelimited", waitMs);
    this.#busyUntil += everyMs;
  }

  pause(ms: number): void {
    this.#pausedUntil = this.now() + ms;
  }
}
