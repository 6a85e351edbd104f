// Look-ups of the last minute, so that a burst of clicks asks Slack once. Failures are never remembered.

interface Answer<T> {
  readonly askedAt: number;
  readonly value: Promise<T>;
}

const mostKept = 1000;

export class RecentAnswers<T> {
  readonly #answers = new Map<string, Answer<T>>();

  constructor(private readonly now: () => number) {}

  /** An answer asked for at most `maxAgeMs` ago, under way or here; 0 always asks. */
  get(key: string, maxAgeMs: number, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : this.now() - known.askedAt;
    // A clock that was set back makes ages negative: such an answer is of unknown age.
    if (known !== undefined && maxAgeMs > 0 && ageMs >= 0 && ageMs <= maxAgeMs) return known.value;
    const answer = { askedAt: this.now(), value: ask() };
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > mostKept && !oldest.done) this.#answers.delete(oldest.value);
    answer.value.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer.value;
  }
}
