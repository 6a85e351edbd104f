// Holds every step of the bot until it is let through, so that the test alone decides what happens in which order.

interface Held {
  readonly name: string;
  /** Resolves when the step is done, and nothing of it is under way any more. */
  readonly letThrough: () => Promise<void>;
}

export class Gate {
  readonly #held: Held[] = [];
  /** The steps let through last, for reading about a failure. */
  readonly trail: string[] = [];
  #shut = false;

  get names(): readonly string[] {
    return this.#held.map(({ name }) => name);
  }

  /** A step inside the process: one wait before it. */
  inside<T>(name: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#hold(name, () => work().then(resolve, reject));
    });
  }

  /** A call to somebody else: one wait before it is sent, and one while its answer is on its way. */
  outside<T>(name: string, call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#hold(`${name} →`, async () => {
        const answer = await call().then(
          (value) => () => resolve(value),
          (error: unknown) => () => reject(error),
        );
        this.#hold(`${name} ←`, async () => answer());
      });
    });
  }

  /** Lets one of those that wait through, `pick` says which; false where none does. */
  async next(pick: (count: number) => number): Promise<boolean> {
    const [held] = this.#held.splice(pick(this.#held.length), 1);
    if (held === undefined) return false;
    this.trail.push(held.name);
    await held.letThrough();
    return true;
  }

  /** Nothing gets through any more, as in a process that was killed. */
  shut(): void {
    this.#shut = true;
    this.#held.length = 0;
  }

  #hold(name: string, letThrough: () => Promise<void>): void {
    if (!this.#shut) this.#held.push({ name, letThrough });
  }
}

/** `target` with each of its methods, and those of the objects in it, going through the gate. */
export function gated<T extends object>(
  target: T,
  through: <R>(name: string, work: () => Promise<R>) => Promise<R>,
): T {
  return new Proxy(target, {
    get(_, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member === "object" && member !== null)
        return gated(member, (at, work) => through(`${String(name)}.${at}`, work));
      if (typeof member !== "function") return member;
      return (...args: unknown[]) =>
        through(String(name), async (): Promise<unknown> => Reflect.apply(member, target, args));
    },
  });
}
