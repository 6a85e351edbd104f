// An event stream, read as a browser reads it: each event by its name, with the text that came with it.
import { Journal } from "../../../src/sandbox/journal.js";

export interface Told {
  readonly event: string;
  readonly data: string;
}

export class EventStream {
  /** Everything that came, oldest first. */
  readonly told: Told[] = [];
  readonly #journal = new Journal<Told>();
  readonly #leaving: AbortController;

  private constructor(leaving: AbortController) {
    this.#leaving = leaving;
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    const leaving = new AbortController();
    const response = await fetch(url, { headers, signal: leaving.signal });
    if (response.status !== 200 || response.body === null) {
      throw new Error(`the stream is refused with ${response.status}: ${await response.text()}`);
    }
    const stream = new EventStream(leaving);
    stream.#read(response.body).catch(() => stream.#journal.close());
    return stream;
  }

  latest(event: string): string | undefined {
    return this.told.findLast((each) => each.event === event)?.data;
  }

  /** Waits, without sleeping, until `look` gives a value. */
  until<T>(description: string, look: () => T | undefined | null | false, timeoutMs = 10_000): Promise<T> {
    return this.#journal.until(description, look, timeoutMs, () => this.#lastTold());
  }

  close(): void {
    this.#leaving.abort();
    this.#journal.close();
  }

  #lastTold(): string {
    const last = this.told.slice(-3).map(({ event, data }) => `  ${event}: ${data.slice(0, 300)}`);
    return [`${this.told.length} events came, at last`, ...last].join("\n");
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      rest += decoder.decode(chunk, { stream: true });
      const whole = rest.split("\n\n");
      rest = whole.pop() ?? "";
      for (const each of whole) this.#take(each);
    }
  }

  #take(text: string): void {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(text)?.[1] ?? "";
    const told = { event: field("event"), data: field("data") };
    this.told.push(told);
    this.#journal.emit(told);
  }
}
