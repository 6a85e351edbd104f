// Lets one caller at a time in, in the order in which they came.

type Release = () => void;

export class Mutex {
  readonly #waiting: (() => void)[] = [];
  #isHeld = false;

  /** Somebody is in, or waits for it. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /**
   * Resolves with the function that lets the next one in; calling it again does nothing. `first`: before all that wait
   * already.
   */
  async acquire({ first = false } = {}): Promise<Release> {
    if (this.#isHeld) {
      await new Promise<void>((resolve) => {
        if (first) this.#waiting.unshift(resolve);
        else this.#waiting.push(resolve);
      });
    }
    this.#isHeld = true;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const next = this.#waiting.shift();
      // It stays held while it passes from one to the next.
      if (next === undefined) this.#isHeld = false;
      else next();
    };
  }
}
