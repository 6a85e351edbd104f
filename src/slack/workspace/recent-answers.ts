// Caches look-ups, so that a burst of clicks asks Slack once. Failures are not cached.

interface Answer<T> {
  readonly askedAt: number;
  readonly value: Promise<T>;
}

const maxEntries = 1000;

export class RecentAnswers<T> {
  readonly #answers = new Map<string, Answer<T>>();

  constructor(private readonly now: () => number) {}

  /** The cached or pending answer where it was asked for at or after `since`, else a new one. */
  get(key: string, since: number, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    // After the clock was set back, answers can be dated in the future: their age is not known.
    if (known !== undefined && since <= known.askedAt && known.askedAt <= this.now()) return known.value;
    const answer = { askedAt: this.now(), value: ask() };
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > maxEntries && !oldest.done) this.#answers.delete(oldest.value);
    answer.value.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer.value;
  }
}
