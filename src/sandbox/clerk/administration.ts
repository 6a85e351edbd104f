// Changes to users and sessions that do not come from the bot: by an administrator, or by time.
import { newId } from "./ids.js";
import { type SeedUser, userFrom } from "./seed.js";
import type { Session, State, User } from "./state.js";

const ownSessionMs = 7 * 24 * 3_600_000;

export class Administration {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  addUser(seed: SeedUser): User {
    const user = userFrom(seed, this.#state.clock.now());
    if (this.#state.users.has(user.id)) throw new Error(`user ${user.id} already exists`);
    this.#state.users.set(user.id, user);
    this.#state.journal.emit({ kind: "user_added", user });
    return user;
  }

  /** Also deletes the user's sessions. */
  deleteUser(id: string): void {
    const user = this.#user(id);
    this.#state.users.delete(id);
    for (const session of this.#sessionsOf(id)) this.#state.forget(session);
    this.#state.journal.emit({ kind: "user_deleted", user });
  }

  /** A ban revokes the user's sessions and blocks sign-ins; a lock only blocks sign-ins. */
  setBanned(id: string, banned: boolean): void {
    this.#change(id, { banned });
    if (banned) for (const session of this.#sessionsOf(id)) this.#state.end(session, "revoked");
  }

  /** As directory sync does it: their sessions are revoked, and they can't sign in. */
  setDeprovisioned(id: string, deprovisioned: boolean): void {
    this.#change(id, { deprovisioned });
    if (deprovisioned) for (const session of this.#sessionsOf(id)) this.#state.end(session, "revoked");
  }

  setLocked(id: string, locked: boolean): void {
    this.#change(id, { locked });
  }

  setEmailVerified(id: string, address: string, verified: boolean): void {
    const email = this.#user(id).emails.find((known) => known.address.toLowerCase() === address.toLowerCase());
    if (email === undefined) throw new Error(`${id} has no address ${address}`);
    email.verified = verified;
    this.#change(id, {});
  }

  startSession(userId: string, start: Partial<Pick<Session, "actor" | "status" | "createdAt" | "expireAt">>): Session {
    const now = this.#state.clock.now();
    const { actor = null, status = "active", createdAt = now } = start;
    return this.#state.start({
      userId: this.#user(userId).id,
      clientId: newId("client"),
      actor,
      createdAt,
      lastActiveAt: Math.max(createdAt, now),
      expireAt: start.expireAt ?? createdAt + ownSessionMs,
      listedFrom: createdAt,
      activity: null,
      status,
    });
  }

  revokeSession(id: string): void {
    this.#state.end(this.#session(id), "revoked");
  }

  hideSession(id: string, forMs: number): void {
    this.#session(id).listedFrom = this.#state.clock.now() + forMs;
  }

  forgetSession(id: string): void {
    this.#state.forget(this.#session(id));
  }

  #change(id: string, change: Partial<Pick<User, "banned" | "locked" | "deprovisioned">>): void {
    const user = Object.assign(this.#user(id), change, { updatedAt: this.#state.clock.now() });
    this.#state.journal.emit({ kind: "user_changed", user });
  }

  #user(id: string): User {
    const user = this.#state.users.get(id);
    if (user === undefined) throw new Error(`no user ${id}`);
    return user;
  }

  #session(id: string): Session {
    const session = this.#state.session(id);
    if (session === undefined) throw new Error(`no session ${id}`);
    return session;
  }

  #sessionsOf(userId: string): Session[] {
    return this.#state.allSessions().filter((session) => session.userId === userId);
  }
}
