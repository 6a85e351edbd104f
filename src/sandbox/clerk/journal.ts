// Everything that happens in the instance, told to whoever listens, and the way to wait for something to happen.
import type { Call } from "./calls.js";
import type { ActorToken, Session, User } from "./state.js";

export type ClerkEvent =
  | { readonly kind: "call_received" | "call_answered"; readonly call: Call }
  | {
      readonly kind: "actor_token_created" | "actor_token_accepted" | "actor_token_revoked";
      readonly actorToken: ActorToken;
    }
  /** `session_over`: its status says how. */
  | {
      readonly kind: "session_started" | "session_touched" | "session_over" | "session_forgotten";
      readonly session: Session;
    }
  | { readonly kind: "user_added" | "user_changed" | "user_deleted"; readonly user: User }
  /** Something fetched a sign-in link's page: a person's browser, or a crawler. */
  | { readonly kind: "landed"; readonly userAgent: string };

export type Listener = (event: ClerkEvent) => void;
export type Look<T> = () => T | undefined | null | false | Promise<T | undefined | null | false>;

// A condition may also hang on the clock or on something outside the instance, which no event announces.
const pulseMs = 50;

export class Journal {
  readonly #listeners = new Set<Listener>();
  readonly #waits = new Set<(why: string) => void>();

  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: ClerkEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Resolves with the first value of `look` that is neither undefined, null nor false. */
  until<T>(description: string, look: Look<T>, timeoutMs: number, lastSeen: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      let finished = false;
      let lastError: unknown;
      const finish = () => {
        finished = true;
        off();
        clearInterval(pulse);
        clearTimeout(limit);
        this.#waits.delete(giveUp);
      };
      const giveUp = (why: string) => {
        finish();
        const cause = lastError === undefined ? "" : `\nThe last look failed: ${String(lastError)}`;
        reject(new Error(`${why}, still not: ${description}${cause}\n${lastSeen()}`));
      };
      const check = async () => {
        try {
          const value = await look();
          lastError = undefined;
          if (finished || value === undefined || value === null || value === false) return;
          finish();
          resolve(value);
        } catch (error) {
          lastError = error;
        }
      };
      const off = this.on(() => void check());
      const pulse = setInterval(() => void check(), pulseMs);
      const limit = setTimeout(() => giveUp(`After ${timeoutMs} ms`), timeoutMs);
      this.#waits.add(giveUp);
      void check();
    });
  }

  /** Ends every wait, so that nothing keeps a closed instance's process alive. */
  close(): void {
    for (const giveUp of [...this.#waits]) giveUp("The instance was closed");
    this.#listeners.clear();
  }
}
