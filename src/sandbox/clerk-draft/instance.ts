// An emulated Clerk instance: the Backend API on loopback, and hands and eyes for whoever tests or watches it.
import { once } from "node:events";
import type { Clock } from "../../impersonation/clock.js";
import { Browser, type BrowserOptions } from "./browser.js";
import { type Fault, Faults } from "./faults.js";
import { RateLimit } from "./rate-limit.js";
import { type Call, createClerkServer } from "./server.js";
import { type ActorToken, type Session, type SessionStatus, State, type User } from "./state.js";

export interface SeedUser {
  readonly id: string;
  readonly username?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  /** True unless said otherwise. */
  readonly emailVerified?: boolean;
}

export interface ClerkOptions {
  readonly clock: Clock;
  readonly users?: readonly SeedUser[];
  readonly port?: number;
  readonly secretKey?: string;
  /** Requests in ten seconds. As Clerk has it for the key's kind of instance, unless given. */
  readonly rateLimit?: number;
}

export async function startClerk(options: ClerkOptions): Promise<ClerkInstance> {
  const instance = new ClerkInstance(options);
  await instance.listen(options.port ?? 0);
  return instance;
}

export class ClerkInstance {
  readonly secretKey: string;
  readonly calls: Call[] = [];
  /** Sessions keep only `sub` and `iss` of the actor. */
  keepOnlyActorSubAndIss = false;
  sessionsAppearAfterMs = 0;
  latencyMs = 0;
  readonly #state: State;
  readonly #faults = new Faults();
  readonly #listeners = new Set<() => void>();
  readonly #server;
  #url = "";

  constructor({ clock, users = [], secretKey = "sk_test_sandbox", rateLimit }: ClerkOptions) {
    this.secretKey = secretKey;
    this.#state = new State(clock);
    for (const user of users) this.addUser(user);
    this.#server = createClerkServer({
      state: this.#state,
      faults: this.#faults,
      rateLimit: new RateLimit(clock, rateLimit ?? (secretKey.startsWith("sk_live_") ? 1000 : 100)),
      secretKey,
      url: () => this.#url,
      latencyMs: () => this.latencyMs,
      onlySubAndIss: () => this.keepOnlyActorSubAndIss,
      called: (call) => {
        if (!this.calls.includes(call)) this.calls.push(call);
        this.#changed();
      },
    });
  }

  /** The base, without `/v1`. */
  get url(): string {
    return this.#url;
  }

  get users(): readonly User[] {
    return [...this.#state.users.values()];
  }

  get actorTokens(): readonly ActorToken[] {
    return [...this.#state.actorTokens.values()];
  }

  get sessions(): readonly Session[] {
    return this.#state.allSessions();
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.#url = `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  addUser({ id, username, firstName, lastName, email, emailVerified = true }: SeedUser): void {
    const emails = email === undefined ? [] : [{ id: this.#state.id("idn"), address: email, verified: emailVerified }];
    this.#state.users.set(id, {
      id,
      username: username ?? null,
      firstName: firstName ?? null,
      lastName: lastName ?? null,
      emails,
      createdAt: this.#state.clock.now(),
      banned: false,
      locked: false,
    });
    this.#changed();
  }

  deleteUser(id: string): void {
    this.#state.users.delete(id);
    this.#changed();
  }

  ban(id: string): void {
    this.#user(id).banned = true;
  }

  unban(id: string): void {
    this.#user(id).banned = false;
  }

  lock(id: string): void {
    this.#user(id).locked = true;
  }

  unlock(id: string): void {
    this.#user(id).locked = false;
  }

  setEmailVerified(id: string, address: string, verified: boolean): void {
    const email = this.#user(id).emails.find((known) => known.address === address);
    if (email === undefined) throw new Error(`${id} has no address ${address}`);
    email.verified = verified;
  }

  /** A session that did not come of a link of ours: the user's own, or another operator's. */
  startSession(
    userId: string,
    {
      actor = null,
      status = "active",
      createdAt = this.#state.clock.now(),
    }: {
      actor?: Session["actor"];
      status?: SessionStatus;
      createdAt?: number;
    } = {},
  ): Session {
    const session: Session = {
      id: this.#state.id("sess"),
      userId,
      clientId: this.#state.id("client"),
      actor,
      createdAt,
      updatedAt: createdAt,
      lastActiveAt: this.#state.clock.now(),
      expireAt: createdAt + 7 * 24 * 3_600_000,
      listedFrom: createdAt,
      activity: null,
      status,
    };
    this.#state.sessions.set(session.id, session);
    this.#changed();
    return session;
  }

  /** Ends a session as somebody at Clerk would. */
  revokeSession(id: string): void {
    const session = this.#state.session(id);
    if (session !== undefined) this.#state.end(session, "revoked");
    this.#changed();
  }

  /** Clerk cleans old sessions up: it is listed no more. */
  forgetSession(id: string): void {
    this.#state.sessions.delete(id);
    this.#changed();
  }

  browser(options: BrowserOptions = {}): Browser {
    return new Browser(
      this.#state,
      () => this.#changed(),
      () => this.sessionsAppearAfterMs,
      options,
    );
  }

  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for a value, looking again whenever something happens here. */
  until<T>(description: string, look: () => T | undefined | false, timeoutMs = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const again = () => {
        const value = look();
        if (value === undefined || value === false) return;
        finish();
        resolve(value);
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`did not happen within ${timeoutMs} ms: ${description}`));
      }, timeoutMs);
      const off = this.on(again);
      const finish = () => {
        clearTimeout(timer);
        off();
      };
      again();
    });
  }

  #user(id: string): User {
    const user = this.#state.users.get(id);
    if (user === undefined) throw new Error(`no user ${id}`);
    return user;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
