// How often each person did something in the last minute.
import type { Clock } from "../ports/clock.js";

const minuteMs = 60_000;

export class PerMinute {
  /** When each person did it, the oldest first. Who did it last comes last. */
  readonly #times = new Map<string, readonly number[]>();

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly most: number,
  ) {}

  /** When the person may do it again; undefined where that is now. */
  fullUntil(userId: string): number | undefined {
    const recent = this.#recent(userId);
    const [oldest] = recent;
    return oldest !== undefined && recent.length >= this.most ? oldest + minuteMs : undefined;
  }

  /** Counts one more, now. */
  add(userId: string): void {
    const now = this.clock.now();
    this.#forgetBefore(now - minuteMs);
    const recent = this.#recent(userId);
    this.#times.delete(userId);
    // Older ones decide nothing.
    this.#times.set(userId, [...recent, now].slice(-this.most));
  }

  #recent(userId: string): readonly number[] {
    const now = this.clock.now();
    // After the clock was set back, some lie in the future: those no longer count.
    return (this.#times.get(userId) ?? []).filter((at) => at > now - minuteMs && at <= now);
  }

  #forgetBefore(time: number): void {
    for (const [userId, times] of this.#times) {
      if ((times.at(-1) ?? 0) > time) break;
      this.#times.delete(userId);
    }
  }
}
