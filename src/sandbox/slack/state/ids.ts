// Generates the workspace's ids (V…, T…, D…) and its message timestamps, unique and increasing.
import type { Clock } from "../../../impersonation/ports/clock.js";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export class Ids {
  #lastMicros = 0;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #given = new Set<string>();

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** `prefix` and ten letters or digits, unique. */
  next(prefix: string): string {
    let id = prefix;
    while (id.length < prefix.length + 10) id += letters[Math.floor(this.#random() * letters.length)] ?? "0";
    if (this.#given.has(id)) return this.next(`${prefix}0`);
    this.#given.add(id);
    return id;
  }

  /** A message's id in its channel, `seconds.micros`; increases even if the clock stands still or moves back. */
  ts(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, this.#clock.now() * 1000);
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, "0")}`;
  }
}
