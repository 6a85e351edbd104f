// What the emulated Clerk knows: users, actor tokens and sessions, and how sessions end by the clock.
import type { Clock } from "../../impersonation/clock.js";

export interface EmailAddress {
  readonly id: string;
  readonly address: string;
  verified: boolean;
}

export interface User {
  readonly id: string;
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emails: EmailAddress[];
  readonly createdAt: number;
  banned: boolean;
  locked: boolean;
}

export interface ActorToken {
  readonly id: string;
  readonly ticket: string;
  readonly userId: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sessionMaxSeconds: number;
  /** There is no `expired`: a token that nobody used in time stays `pending`. */
  status: "pending" | "accepted" | "revoked";
  updatedAt: number;
}

export interface Activity {
  readonly id: string;
  readonly ip: string;
  readonly city: string;
  readonly country: string;
  readonly browserName: string;
}

export type SessionStatus =
  | "active"
  | "pending"
  | "revoked"
  | "ended"
  | "expired"
  | "removed"
  | "abandoned"
  | "replaced";

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly actor: Readonly<Record<string, unknown>> | null;
  readonly createdAt: number;
  readonly expireAt: number;
  /** Not listed before: a session that was just born shows a moment later. */
  readonly listedFrom: number;
  readonly activity: Activity | null;
  status: SessionStatus;
  lastActiveAt: number;
  updatedAt: number;
}

/** An impersonation session ends after ten idle minutes: https://clerk.com/docs/guides/users/impersonation */
const idleMs = 600_000;

export class State {
  readonly users = new Map<string, User>();
  readonly actorTokens = new Map<string, ActorToken>();
  readonly sessions = new Map<string, Session>();
  #count = 0;

  constructor(readonly clock: Clock) {}

  id(prefix: string): string {
    this.#count += 1;
    return `${prefix}_2${this.#count.toString(36).padStart(6, "0")}`;
  }

  /** The session as it is by now: what the clock has ended is over. */
  session(id: string): Session | undefined {
    const session = this.sessions.get(id);
    if (session !== undefined) this.#age(session);
    return session;
  }

  allSessions(): Session[] {
    return [...this.sessions.keys()].flatMap((id) => this.session(id) ?? []);
  }

  end(session: Session, status: SessionStatus): void {
    session.status = status;
    session.updatedAt = this.clock.now();
  }

  #age(session: Session): void {
    if (session.status !== "active" && session.status !== "pending") return;
    const now = this.clock.now();
    if (now >= session.expireAt) this.end(session, "expired");
    else if (session.actor !== null && now - session.lastActiveAt >= idleMs) this.end(session, "abandoned");
  }
}
