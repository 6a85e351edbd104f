// A person's browser with the customer's product in it: it opens the link, uses the session, and signs out.
import { randomBytes } from "node:crypto";
import type { Activity, Session, State } from "./state.js";

export interface BrowserOptions {
  readonly city?: string;
  readonly country?: string;
  readonly browserName?: string;
}

export type Opened =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly status: number; readonly code: string };

/** What the product's backend reads from the session token; it stays valid for a minute, also without the session. */
export interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly act?: Readonly<Record<string, unknown>>;
  readonly exp: number;
}

const tokenLifeMs = 60_000;

export class Browser {
  readonly clientId = `client_${randomBytes(6).toString("hex")}`;
  #sessionId: string | undefined;
  #claims: Claims | undefined;

  constructor(
    private readonly state: State,
    private readonly changed: () => void,
    private readonly appearsAfterMs: () => number,
    private readonly options: BrowserOptions,
  ) {}

  /** Follows a sign-in link, as the product's sign-in page does once the person is there. */
  open(url: string): Opened {
    const ticket = new URL(url).searchParams.get("ticket");
    const token = [...this.state.actorTokens.values()].find((known) => known.ticket === ticket);
    const now = this.state.clock.now();
    if (token === undefined) return { ok: false, status: 400, code: "ticket_invalid_code" };
    const current = this.#current();
    if (current !== undefined && current.actor !== null) {
      return { ok: false, status: 409, code: "session_creation_not_allowed" };
    }
    if (token.status === "revoked") return { ok: false, status: 400, code: "ticket_revoked_code" };
    if (token.status === "accepted") return { ok: false, status: 400, code: "ticket_already_used_code" };
    if (now >= token.expiresAt) return { ok: false, status: 400, code: "ticket_expired_code" };
    if (current !== undefined) this.state.end(current, "replaced");
    token.status = "accepted";
    token.updatedAt = now;
    const session: Session = {
      id: this.state.id("sess"),
      userId: token.userId,
      clientId: this.clientId,
      actor: token.actor,
      createdAt: now,
      updatedAt: now,
      lastActiveAt: now,
      expireAt: now + token.sessionMaxSeconds * 1000,
      listedFrom: now + this.appearsAfterMs(),
      activity: this.#activity(),
      status: "active",
    };
    this.state.sessions.set(session.id, session);
    this.#sessionId = session.id;
    this.#claims = undefined;
    this.changed();
    return { ok: true, session };
  }

  /** Uses the product, which keeps the session from idling out. */
  visit(): void {
    const session = this.#current();
    if (session !== undefined) session.lastActiveAt = this.state.clock.now();
  }

  signOut(): void {
    const session = this.#current();
    if (session !== undefined) this.state.end(session, "ended");
    this.#sessionId = undefined;
    this.#claims = undefined;
    this.changed();
  }

  claims(): Claims | undefined {
    const now = this.state.clock.now();
    if (this.#claims !== undefined && this.#claims.exp > now) return this.#claims;
    const session = this.#current();
    this.#claims = session && {
      sub: session.userId,
      sid: session.id,
      ...(session.actor !== null && { act: session.actor }),
      exp: now + tokenLifeMs,
    };
    return this.#claims;
  }

  #current(): Session | undefined {
    const session = this.#sessionId === undefined ? undefined : this.state.session(this.#sessionId);
    return session?.status === "active" ? session : undefined;
  }

  #activity(): Activity {
    const { city = "Berlin", country = "DE", browserName = "Firefox" } = this.options;
    return { id: this.state.id("sess_activity"), ip: "203.0.113.7", city, country, browserName };
  }
}
