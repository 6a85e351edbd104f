// How much one person may ask for: so many open requests, and so many asks a minute.
import type { Context } from "../context.js";
import { ImpersonationError } from "../model/errors.js";
import { asksPerMinute } from "../model/settings.js";

const minuteMs = 60_000;

/** Without a look-up, so that somebody who asks without end uses up nothing that Slack and Clerk answer others. */
export class AskLimits {
  /** When each person asked in the last minute, the oldest first. Who asked last comes last. */
  readonly #askedAt = new Map<string, readonly number[]>();

  constructor(private readonly context: Pick<Context, "clock" | "rules" | "store">) {}

  /** Throws `too_many_open` or `too_many_asks`. Resolves with whether the payload made its request before. */
  async pass(userId: string, deliveryKey: string): Promise<"new" | "duplicate"> {
    const { store, rules } = this.context;
    const requests = await store.openRequestsOf({ actorSlackId: userId });
    const max = rules.openRequestsMax;
    if (requests.length >= max) {
      // The one that makes it too many may be its own.
      if ((await store.findByDeliveryKey(deliveryKey)) !== undefined) return "duplicate";
      throw new ImpersonationError({ code: "too_many_open", requests, max });
    }
    const againAt = this.#count(userId);
    if (againAt !== undefined) throw new ImpersonationError({ code: "too_many_asks", requests, againAt });
    return "new";
  }

  /** Counts one more ask; or where that would be too many, counts nothing and returns when the person may ask again. */
  #count(userId: string): number | undefined {
    const now = this.context.clock.now();
    this.#forgetBefore(now - minuteMs);
    // After the clock was set back, some lie in the future: those no longer count.
    const recent = (this.#askedAt.get(userId) ?? []).filter((at) => at > now - minuteMs && at <= now);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= asksPerMinute(this.context.rules)) return oldest + minuteMs;
    this.#askedAt.delete(userId);
    this.#askedAt.set(userId, [...recent, now]);
    return undefined;
  }

  #forgetBefore(time: number): void {
    for (const [userId, times] of this.#askedAt) {
      if ((times.at(-1) ?? 0) > time) break;
      this.#askedAt.delete(userId);
    }
  }
}
