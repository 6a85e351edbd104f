// Everything that happens in the workspace, told to whoever listens, and the way to wait for something to happen.
import type { Call } from "./calls.js";
import type { Message } from "./messages.js";
import type { OpenView } from "./view-shapes.js";

export type SlackEvent =
  | { kind: "message_posted" | "message_deleted"; message: Message }
  | { kind: "message_edited"; message: Message; before: Message }
  | { kind: "view_opened" | "view_updated" | "view_closed"; view: OpenView }
  | { kind: "payload_sent"; type: string; payload: unknown }
  | { kind: "payload_answered"; type: string; outcome: string; ackMs: number; body?: unknown }
  | { kind: "call_received" | "call_answered"; call: Call }
  | { kind: "notice"; person: string; text: string }
  | { kind: "unfurled"; url: string; channel: string; ts: string }
  | { kind: "sockets"; open: number }
  | { kind: "directory_changed" };

export type Listener = (event: SlackEvent) => void;

export class Journal {
  readonly #listeners = new Set<Listener>();
  readonly #waits = new Set<NodeJS.Timeout>();

  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: SlackEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /**
   * Resolves with the first value of `look` that is neither undefined, null nor false. It looks again after each event,
   * and now and then in between, since a condition may also hang on something outside the workspace.
   */
  until<T>(
    description: string,
    look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
    timeoutMs: number,
    lastSeen: () => string,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let looking = false;
      let again = false;
      let lastError: unknown;
      const finish = () => {
        off();
        clearInterval(pulse);
        clearTimeout(limit);
        for (const timer of [pulse, limit]) this.#waits.delete(timer);
      };
      const check = async () => {
        again = true;
        if (looking) return;
        looking = true;
        while (again) {
          again = false;
          try {
            const value = await look();
            if (value !== undefined && value !== null && value !== false) {
              finish();
              resolve(value);
              return;
            }
          } catch (error) {
            lastError = error;
          }
        }
        looking = false;
      };
      const off = this.on(() => void check());
      const pulse = setInterval(() => void check(), 50);
      const limit = setTimeout(() => {
        finish();
        const cause = lastError === undefined ? "" : `\nThe last look failed: ${String(lastError)}`;
        reject(new Error(`After ${timeoutMs} ms, still not: ${description}${cause}\n${lastSeen()}`));
      }, timeoutMs);
      this.#waits.add(pulse).add(limit);
      void check();
    });
  }

  /** Ends every wait without an answer, so that nothing keeps a closed workspace's process alive. */
  close(): void {
    for (const timer of this.#waits) clearTimeout(timer);
    this.#listeners.clear();
  }
}
