// A person's browser with the customer's product: opens the link, uses the session, signs out.
import { notFound, Refusal, refusal } from "./backend-api/refusal.js";
import { newId } from "./ids.js";
import { ticketIn } from "./landing.js";
import { type Activity, type Actor, type ActorToken, isLive, type Session, type State, type User } from "./state.js";

export interface BrowserOptions {
  readonly city?: string;
  readonly country?: string;
  readonly browserName?: string;
}

type Opened =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly status: number; readonly code: string };

/** The session token's claims; `act` is the whole actor. */
interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly act?: Actor;
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number;
}

interface Frontend {
  readonly state: State;
  readonly baseUrl: string;
  appearsAfterMs(): number;
}

const tokenLifeMs = 60_000;
const ownSessionMs = 7 * 24 * 3_600_000;

export class Browser {
  readonly clientId = newId("client");
  #sessionId: string | undefined;
  #token: { readonly claims: Claims; readonly expiresAt: number } | undefined;
  readonly #frontend: Frontend;
  readonly #options: BrowserOptions;

  constructor(frontend: Frontend, options: BrowserOptions) {
    this.#frontend = frontend;
    this.#options = options;
  }

  /** Follows a sign-in link, as the product's sign-in page does. A refusal does not use up the ticket. */
  open(url: string): Opened {
    return this.signInWith(ticketIn(url, this.#frontend.baseUrl));
  }

  /** Signs in with a ticket, as the product's sign-in page does. */
  signInWith(ticket: string | undefined): Opened {
    try {
      const actorToken = this.#usable(ticket);
      return { ok: true, session: this.#accept(actorToken) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ok: false, status: error.status, code: error.errors[0]?.code ?? "" };
    }
  }

  /** This browser's session, even after it ended; undefined after a sign-out. */
  get session(): Session | undefined {
    return this.#sessionId === undefined ? undefined : this.#frontend.state.session(this.#sessionId);
  }

  /** The user signs in here as themself. */
  signIn(userId: string): Session {
    const { state } = this.#frontend;
    const user = state.users.get(userId);
    if (user === undefined) throw new Error(`no user ${userId}`);
    this.signOut();
    user.lastSignInAt = state.clock.now();
    state.journal.emit({ kind: "user_changed", user });
    return this.#begin(user.id, null, ownSessionMs, 0);
  }

  /** Uses the product, which restarts the idle timeout; returns the claims. */
  visit(): Claims | undefined {
    const session = this.#current();
    if (session !== undefined) this.#frontend.state.touch(session);
    return this.claims();
  }

  /** Clerk's sign-out removes the session from the client, so its status is `removed`, not `ended`. */
  signOut(): void {
    const session = this.#current();
    if (session !== undefined) this.#frontend.state.end(session, "removed");
    this.#sessionId = undefined;
    this.#token = undefined;
  }

  /** The claims that pass offline verification: up to 60 s old, renewed only while the session is live. */
  claims(): Claims | undefined {
    const now = this.#frontend.state.clock.now();
    if (this.#token === undefined || now >= this.#token.expiresAt) {
      const session = this.#current();
      if (session === undefined) return undefined;
      this.#token = { claims: claimsOf(session, now), expiresAt: now + tokenLifeMs };
    }
    return this.#token.claims;
  }

  /** The last claims, even if the token has expired. */
  get lastClaims(): Claims | undefined {
    return this.#token?.claims;
  }

  #usable(ticket: string | undefined): ActorToken {
    if (ticket === undefined) throw notFound("This is no sign-in link of this instance.");
    const { state } = this.#frontend;
    const actorToken = [...state.actorTokens.values()].find((known) => known.ticket === ticket);
    if (actorToken === undefined) throw refusal(400, "ticket_invalid_code", "ticket is invalid");
    if (actorToken.status === "revoked") {
      throw refusal(400, "actor_token_revoked_code", "actor token has been revoked");
    }
    if (actorToken.status === "accepted") {
      throw refusal(400, "actor_token_already_used_code", "actor token has already been used");
    }
    if (state.clock.now() >= actorToken.expiresAt) throw refusal(400, "ticket_expired_code", "ticket has expired");
    return actorToken;
  }

  #accept(actorToken: ActorToken): Session {
    const { state, appearsAfterMs } = this.#frontend;
    if (this.#current()?.actor != null) throw refusal(409, "session_creation_not_allowed", "session already exists");
    mayBeSignedInAs(state.users.get(actorToken.userId));
    this.signOut();
    actorToken.status = "accepted";
    actorToken.updatedAt = state.clock.now();
    state.journal.emit({ kind: "actor_token_accepted", actorToken });
    return this.#begin(actorToken.userId, actorToken.actor, actorToken.sessionMaxSeconds * 1000, appearsAfterMs());
  }

  #begin(userId: string, actor: Actor | null, maxMs: number, appearsAfterMs: number): Session {
    const { state } = this.#frontend;
    const now = state.clock.now();
    const session = state.start({
      userId,
      clientId: this.clientId,
      actor,
      createdAt: now,
      lastActiveAt: now,
      expireAt: now + maxMs,
      listedFrom: now + appearsAfterMs,
      activity: this.#activity(),
      status: "active",
    });
    this.#sessionId = session.id;
    this.#token = { claims: claimsOf(session, now), expiresAt: now + tokenLifeMs };
    return session;
  }

  #current(): Session | undefined {
    return this.session !== undefined && isLive(this.session) ? this.session : undefined;
  }

  #activity(): Activity {
    const { city = "Berlin", country = "DE", browserName = "Firefox" } = this.#options;
    return { id: newId("sess_activity"), ip: "203.0.113.7", city, country, browserName };
  }
}

function mayBeSignedInAs(user: User | undefined): void {
  if (user === undefined) throw refusal(404, "actor_token_subject_not_found", "user not found");
  if (user.banned) throw refusal(403, "user_banned", "user is banned");
  if (user.deprovisioned) throw refusal(403, "user_deprovisioned", "user is deprovisioned");
  if (user.locked) throw refusal(403, "user_locked", "user is locked");
}

function claimsOf(session: Session, now: number): Claims {
  const iat = Math.floor(now / 1000);
  const act = session.actor === null ? {} : { act: session.actor };
  return { sub: session.userId, sid: session.id, ...act, iat, exp: iat + tokenLifeMs / 1000 };
}
