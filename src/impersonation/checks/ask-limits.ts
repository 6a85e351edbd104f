// How much one person may ask for: so many open requests, and so many asks and forms a minute.
import type { Context } from "../context.js";
import { ImpersonationError } from "../model/errors.js";
import { asksPerMinute } from "../model/settings.js";
import { PerMinute } from "./per-minute.js";

/** Without a look-up, so that somebody who asks without end uses up nothing that Slack and Clerk answer others. */
export class AskLimits {
  readonly #context: Pick<Context, "rules" | "store">;
  readonly #asks: PerMinute;
  readonly #forms: PerMinute;

  constructor({ clock, ...context }: Pick<Context, "clock" | "rules" | "store">) {
    this.#context = context;
    this.#asks = new PerMinute(clock, asksPerMinute(context.rules));
    this.#forms = new PerMinute(clock, asksPerMinute(context.rules));
  }

  /** Throws `too_many_open` or `too_many_asks`. Resolves with whether the payload made its request before. */
  async pass(userId: string, deliveryKey: string): Promise<"new" | "duplicate"> {
    const { store, rules } = this.#context;
    const requests = await store.openRequestsOf({ actorSlackId: userId });
    const max = rules.openRequestsMax;
    if (requests.length >= max) {
      // The one that makes it too many may be its own.
      if ((await store.findByDeliveryKey(deliveryKey)) !== undefined) return "duplicate";
      throw new ImpersonationError({ code: "too_many_open", requests, max });
    }
    const againAt = this.#asks.fullUntil(userId);
    if (againAt !== undefined) throw new ImpersonationError({ code: "too_many_asks", requests, againAt });
    this.#asks.add(userId);
    return "new";
  }

  /** Before a form opens for them. Throws `too_many_asks`. */
  passForm(userId: string): void {
    const againAt = this.#forms.fullUntil(userId);
    if (againAt !== undefined) throw new ImpersonationError({ code: "too_many_asks", requests: [], againAt });
    this.#forms.add(userId);
  }
}
