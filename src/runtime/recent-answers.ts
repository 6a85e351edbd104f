// Shares the answers to look-ups, so that a burst of clicks asks once. Failures are not kept.

interface Answer<T> {
  readonly askedAt: number;
  readonly value: Promise<T>;
}

/** After this nobody wants an answer any more. */
const keptMs = 60_000;

export class RecentAnswers<T> {
  readonly #answers = new Map<string, Answer<T>>();

  constructor(private readonly now: () => number) {}

  /**
   * The known or pending answer where it was asked for at or after `since`, else a new one. With `since` at infinity it is
   * always a new one, which is not shared.
   */
  get(key: string, since: number, ask: () => Promise<T>): Promise<T> {
    if (since === Number.POSITIVE_INFINITY) return ask();
    // In order of insertion, so the oldest come first.
    for (const [old, { askedAt }] of this.#answers) {
      if (askedAt >= this.now() - keptMs) break;
      this.#answers.delete(old);
    }
    const known = this.#answers.get(key);
    // After the clock was set back, answers can be dated in the future: their age is not known.
    if (known !== undefined && since <= known.askedAt && known.askedAt <= this.now()) return known.value;
    const answer = { askedAt: this.now(), value: ask() };
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    answer.value.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer.value;
  }
}
