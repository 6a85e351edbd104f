// Trigger ids: each opens one view, once, within three seconds.
import type { Clock } from "../../../impersonation/ports/clock.js";
import { refuse } from "../http/refusal.js";

const lifetimeMs = 3000;

interface Trigger {
  userId: string;
  /** The view in which the press was made, if any. */
  viewId?: string;
}

export class Triggers {
  readonly #issued = new Map<string, Trigger & { atMs: number; used: boolean }>();
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  issue(trigger: Trigger): string {
    const digits = () => String(Math.floor(this.#random() * 1e13)).padStart(13, "1");
    const id = `${digits()}.${this.#issued.size + 1}.${Math.floor(this.#random() * 2 ** 48).toString(16)}`;
    this.#issued.set(id, { ...trigger, atMs: this.#clock.now(), used: false });
    return id;
  }

  /** Forgets all issued triggers. */
  forget(): void {
    this.#issued.clear();
  }

  redeem(id: string): Trigger {
    const trigger = this.#issued.get(id) ?? refuse("invalid_trigger_id");
    if (trigger.used) refuse("exchanged_trigger_id");
    if (this.#clock.now() - trigger.atMs > lifetimeMs) refuse("expired_trigger_id");
    trigger.used = true;
    return trigger;
  }
}
