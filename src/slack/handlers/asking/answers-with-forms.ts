// The answers whose button opened a form: out of date once the form has asked. They are kept in memory only, as a response URL
// is a secret that works for half an hour; after a restart such an answer stays.
const mostKept = 1_000;

export class AnswersWithForms {
  /** Response URLs by the id of the form's view. */
  readonly #urls = new Map<string, string>();

  add(viewId: string, responseUrl: string): void {
    this.#urls.set(viewId, responseUrl);
    const [oldest] = this.#urls.keys();
    if (oldest !== undefined && this.#urls.size > mostKept) this.#urls.delete(oldest);
  }

  /** The response URL of the answer that the form was opened from, once. */
  take(viewId: string): string | undefined {
    const url = this.#urls.get(viewId);
    this.#urls.delete(viewId);
    return url;
  }
}
