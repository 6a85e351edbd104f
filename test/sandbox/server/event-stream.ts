// Reads an event stream as a browser does: each event with its name and data.
import { Journal } from "../../../src/sandbox/journal.js";

export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

export class EventStream {
  /** All events, oldest first. */
  readonly events: StreamEvent[] = [];
  readonly #journal = new Journal<StreamEvent>();
  readonly #aborting: AbortController;

  private constructor(aborting: AbortController) {
    this.#aborting = aborting;
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    const aborting = new AbortController();
    const response = await fetch(url, { headers, signal: aborting.signal });
    if (response.status !== 200 || response.body === null) {
      throw new Error(`the stream is refused with ${response.status}: ${await response.text()}`);
    }
    const stream = new EventStream(aborting);
    stream.#read(response.body).catch(() => stream.#journal.close());
    return stream;
  }

  latest(event: string): string | undefined {
    return this.events.findLast((each) => each.event === event)?.data;
  }

  /** Waits until `look` returns a value. */
  until<T>(description: string, look: () => T | undefined | null | false, timeoutMs?: number): Promise<T> {
    return this.#journal.until(description, look, timeoutMs, () => this.#lastEvents());
  }

  close(): void {
    this.#aborting.abort();
    this.#journal.close();
  }

  #lastEvents(): string {
    const last = this.events.slice(-3).map(({ event, data }) => `  ${event}: ${data.slice(0, 300)}`);
    return [`${this.events.length} events received, the last ones:`, ...last].join("\n");
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      rest += decoder.decode(chunk, { stream: true });
      const whole = rest.split("\n\n");
      rest = whole.pop() ?? "";
      for (const each of whole) this.#receive(each);
    }
  }

  #receive(text: string): void {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(text)?.[1] ?? "";
    const received = { event: field("event"), data: field("data") };
    this.events.push(received);
    this.#journal.emit(received);
  }
}
