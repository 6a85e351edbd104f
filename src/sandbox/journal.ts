// The events of an emulated service: publishing them, and waiting for a condition.

/** What a part of a service needs to publish its events. */
export interface EventSink<Event> {
  emit(event: Event): void;
}

export type Look<T> = () => T | undefined | null | false | Promise<T | undefined | null | false>;

// A condition may also depend on the clock or on something outside the service, which no event announces.
const pollIntervalMs = 50;
// Less than the longest pause of the bot's scheduler (15 s): what only its next round would do comes too late.
const defaultTimeoutMs = 14_000;

export class Journal<Event> implements EventSink<Event> {
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #waits = new Set<(why: string) => void>();

  on(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Resolves with the first value of `look` that is neither undefined, null nor false. */
  until<T>(description: string, look: Look<T>, timeoutMs: number | undefined, lastSeen: () => string): Promise<T> {
    const limitMs = timeoutMs ?? defaultTimeoutMs;
    return new Promise((resolve, reject) => {
      let finished = false;
      let lastError: unknown;
      const finish = () => {
        finished = true;
        off();
        clearInterval(poll);
        clearTimeout(limit);
        this.#waits.delete(fail);
      };
      const fail = (why: string) => {
        finish();
        const cause = lastError === undefined ? "" : `\nThe last look failed: ${String(lastError)}`;
        reject(new Error(`${why}, still not: ${description}${cause}\n${lastSeen()}`));
      };
      const check = async () => {
        try {
          const value = await look();
          lastError = undefined;
          if (finished || value === undefined || value === null || value === false) return;
          finish();
          resolve(value);
        } catch (error) {
          lastError = error;
        }
      };
      const off = this.on(() => void check());
      const poll = setInterval(() => void check(), pollIntervalMs);
      const limit = setTimeout(() => fail(`After ${limitMs} ms`), limitMs);
      this.#waits.add(fail);
      void check();
    });
  }

  /** Rejects every wait, so that nothing keeps the process alive. */
  close(): void {
    for (const fail of [...this.#waits]) fail("The sandbox was closed");
    this.#listeners.clear();
  }
}
