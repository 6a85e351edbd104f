// Log entries that strangers could cause without end: of each kind one a minute, with how many were left out.
import type { LogFields } from "./log.js";

const everyMs = 60_000;

interface Kind {
  writtenAt: number;
  omitted: number;
}

export class LimitedEntries {
  readonly #kinds = new Map<string, Kind>();

  constructor(private readonly now: () => number) {}

  /** `message` is the kind; there have to be few of them. */
  write(entry: (message: string, fields: LogFields) => void, message: string, fields: LogFields = {}): void {
    const kind = this.#kinds.get(message);
    const now = this.now();
    // Also where the clock was set back.
    if (kind !== undefined && Math.abs(now - kind.writtenAt) < everyMs) {
      kind.omitted += 1;
      return;
    }
    entry(message, { ...fields, ...(kind !== undefined && kind.omitted > 0 && { omitted: kind.omitted }) });
    this.#kinds.set(message, { writtenAt: now, omitted: 0 });
  }
}
