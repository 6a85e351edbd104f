// Lets one caller at a time in, in the order in which they came.

export class Mutex {
  #last = Promise.resolve();
  #callers = 0;

  /** Somebody is in, or waits for it. */
  get isHeld(): boolean {
    return this.#callers > 0;
  }

  /** Resolves with the function that lets the next one in; calling it again does nothing. */
  async acquire(): Promise<() => void> {
    this.#callers += 1;
    const before = this.#last;
    let letNextIn = () => {};
    this.#last = new Promise((resolve) => {
      letNextIn = resolve;
    });
    await before;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#callers -= 1;
      letNextIn();
    };
  }
}
