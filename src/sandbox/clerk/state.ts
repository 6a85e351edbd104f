// The state of the emulated Clerk: users, actor tokens and sessions, which end by the clock.
import type { Clock } from "../../impersonation/ports/clock.js";
import type { EventSink } from "../journal.js";
import { newId } from "./ids.js";

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
  /** The first is the primary one. */
  readonly emails: EmailAddress[];
  readonly publicMetadata: Readonly<Record<string, unknown>>;
  readonly privateMetadata: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  updatedAt: number;
  lastSignInAt: number | null;
  banned: boolean;
  locked: boolean;
  /** Set by directory sync (SCIM). */
  deprovisioned: boolean;
}

/** At least `sub`; other fields are kept. */
export type Actor = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface ActorToken {
  readonly id: string;
  readonly ticket: string;
  readonly url: string;
  readonly userId: string;
  readonly actor: Actor;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sessionMaxSeconds: number;
  /** Clerk has no `expired`: a token that expired unused stays `pending`. */
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
  readonly actor: Actor | null;
  readonly createdAt: number;
  readonly expireAt: number;
  /** Not listed before this time: Clerk lists a new session with a delay. */
  listedFrom: number;
  readonly activity: Activity | null;
  status: SessionStatus;
  lastActiveAt: number;
  abandonAt: number;
  updatedAt: number;
}

export type StateEvent =
  | {
      readonly kind: "actor_token_created" | "actor_token_accepted" | "actor_token_revoked";
      readonly actorToken: ActorToken;
    }
  /** `session_over`: see its status. */
  | {
      readonly kind: "session_started" | "session_touched" | "session_over" | "session_forgotten";
      readonly session: Session;
    }
  | { readonly kind: "user_added" | "user_changed" | "user_deleted"; readonly user: User }
  /** A sign-in link was fetched, by a person's browser or a crawler. */
  | { readonly kind: "landed"; readonly userAgent: string };

/** An impersonation session ends after ten idle minutes: https://clerk.com/docs/guides/users/impersonation */
const idleMs = 600_000;
/** A user's own session is abandoned only after a month. */
const ownIdleMs = 30 * 24 * 3_600_000;

export function isLive(session: Session): boolean {
  return session.status === "active" || session.status === "pending";
}

export class State {
  readonly clock: Clock;
  readonly journal: EventSink<StateEvent>;
  readonly users = new Map<string, User>();
  readonly actorTokens = new Map<string, ActorToken>();
  readonly sessions = new Map<string, Session>();
  readonly #alarms = new Map<string, () => void>();

  constructor(clock: Clock, journal: EventSink<StateEvent>) {
    this.clock = clock;
    this.journal = journal;
  }

  /** The session with its current status: expired or abandoned if its time is over. */
  session(id: string): Session | undefined {
    const session = this.sessions.get(id);
    if (session !== undefined) this.#age(session);
    return session;
  }

  /** In the order in which they started. */
  allSessions(): Session[] {
    return [...this.sessions.keys()].flatMap((id) => this.session(id) ?? []);
  }

  start(start: Omit<Session, "id" | "updatedAt" | "abandonAt">): Session {
    const session = {
      ...start,
      id: newId("sess"),
      updatedAt: start.createdAt,
      abandonAt: start.lastActiveAt + (start.actor === null ? ownIdleMs : idleMs),
    };
    this.sessions.set(session.id, session);
    this.journal.emit({ kind: "session_started", session });
    this.#watch(session);
    return session;
  }

  /** Restarts the idle timeout. */
  touch(session: Session): void {
    if (!isLive(session)) return;
    session.lastActiveAt = this.clock.now();
    session.updatedAt = session.lastActiveAt;
    session.abandonAt = session.lastActiveAt + (session.actor === null ? ownIdleMs : idleMs);
    this.#watch(session);
    this.journal.emit({ kind: "session_touched", session });
  }

  /** A session that has ended keeps its status. */
  end(session: Session, status: SessionStatus, at = this.clock.now()): void {
    if (!isLive(session)) return;
    this.#disarm(session.id);
    session.status = status;
    session.updatedAt = at;
    this.journal.emit({ kind: "session_over", session });
  }

  forget(session: Session): void {
    this.#disarm(session.id);
    this.sessions.delete(session.id);
    this.journal.emit({ kind: "session_forgotten", session });
  }

  close(): void {
    for (const id of [...this.#alarms.keys()]) this.#disarm(id);
  }

  #age(session: Session): void {
    if (!isLive(session)) return;
    const { abandonAt, expireAt } = session;
    const now = this.clock.now();
    if (abandonAt < expireAt && now >= abandonAt) this.end(session, "abandoned", abandonAt);
    else if (now >= expireAt) this.end(session, "expired", expireAt);
  }

  #watch(session: Session): void {
    this.#disarm(session.id);
    if (!isLive(session)) return;
    const wake = () => {
      this.#age(session);
      this.#watch(session);
    };
    this.#alarms.set(session.id, this.clock.wakeAt(Math.min(session.abandonAt, session.expireAt), wake));
  }

  #disarm(id: string): void {
    this.#alarms.get(id)?.();
    this.#alarms.delete(id);
  }
}
