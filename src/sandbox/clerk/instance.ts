// An emulated Clerk instance: the Backend API on loopback, with control and inspection for tests and the page.
import { setMaxListeners } from "node:events";
import type { Server } from "node:http";
import type { Clock } from "../../impersonation/ports/clock.js";
import { Checkpoints, type Watcher } from "../checkpoints.js";
import { Journal, type Look } from "../journal.js";
import { Administration } from "./administration.js";
import { defaultRateLimit, RateLimit } from "./backend-api/rate-limit.js";
import { listen, serve, waitUnless } from "./backend-api/server.js";
import { Browser, type BrowserOptions } from "./browser.js";
import { type Call, type CallEvent, Calls } from "./calls.js";
import { type Fault, Faults } from "./faults.js";
import type { SeedUser } from "./seed.js";
import { type ActorToken, isLive, type Session, State, type StateEvent, type User } from "./state.js";

export type ClerkEvent = CallEvent | StateEvent;

export interface ClerkOptions {
  readonly clock: Clock;
  readonly users?: readonly SeedUser[];
  /** Default: any free one. */
  readonly port?: number;
  /** `sk_test_…` makes it a development instance, `sk_live_…` a production one. */
  readonly secretKey?: string;
  /** Requests in ten seconds, or false for no limit. Default: Clerk's limit for the key's kind of instance. */
  readonly rateLimit?: number | boolean;
  /** The product's sign-in page; without one, a link leads to a static page of Clerk's. */
  readonly signInUrl?: string;
}

export async function startClerk(options: ClerkOptions): Promise<ClerkInstance> {
  const { server, url } = await listen(options.port ?? 0);
  return new ClerkInstance(server, url, options);
}

export class ClerkInstance {
  /** The base, without `/v1`. */
  readonly url: string;
  readonly secretKey: string;
  /** Sessions show only the actor's `sub` and `iss`; session tokens have the whole actor. */
  keepOnlyActorSubAndIss = false;
  /** Delay until a new session appears in lists. */
  sessionsAppearAfterMs = 0;
  /** Added to each answer of the Backend API, in real time. */
  latencyMs = 0;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #journal = new Journal<ClerkEvent>();
  readonly #checkpoints = new Checkpoints<Call>();
  readonly #calls = new Calls(this.#journal);
  readonly #faults = new Faults();
  readonly #state: State;
  readonly #administration: Administration;
  #rateLimit: RateLimit | undefined;

  constructor(
    server: Server,
    url: string,
    { clock, users = [], secretKey = "sk_test_sandbox", rateLimit = true, signInUrl }: ClerkOptions,
  ) {
    this.url = url;
    this.secretKey = secretKey;
    this.#server = server;
    // One listener per waiting call, without a limit.
    setMaxListeners(0, this.#closing.signal);
    this.#state = new State(clock, this.#journal);
    this.#administration = new Administration(this.#state);
    for (const user of users) this.addUser(user);
    this.limitRate(rateLimit === true ? defaultRateLimit(secretKey) : rateLimit);
    const api = {
      state: this.#state,
      faults: this.#faults,
      baseUrl: url,
      secretKey,
      signInUrl,
      rateLimit: () => this.#rateLimit,
      latencyMs: () => this.latencyMs,
      onlySubAndIss: () => this.keepOnlyActorSubAndIss,
      wait: (ms: number) => waitUnless(this.#closing.signal, ms),
    };
    serve(server, api, this.#calls, this.#checkpoints);
  }

  /** Drops all open connections. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#state.close();
    this.#journal.close();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Oldest first, like the other three. The objects are live: they change with the instance. */
  get users(): readonly User[] {
    return [...this.#state.users.values()];
  }

  get actorTokens(): readonly ActorToken[] {
    return [...this.#state.actorTokens.values()];
  }

  get sessions(): readonly Session[] {
    return this.#state.allSessions();
  }

  get calls(): readonly Call[] {
    return this.#calls.all;
  }

  browser(options: BrowserOptions = {}): Browser {
    const appearsAfterMs = () => this.sessionsAppearAfterMs;
    return new Browser({ state: this.#state, baseUrl: this.url, appearsAfterMs }, options);
  }

  addUser(seed: SeedUser): User {
    return this.#administration.addUser(seed);
  }

  deleteUser(id: string): void {
    this.#administration.deleteUser(id);
  }

  ban(id: string): void {
    this.#administration.setBanned(id, true);
  }

  unban(id: string): void {
    this.#administration.setBanned(id, false);
  }

  lock(id: string): void {
    this.#administration.setLocked(id, true);
  }

  unlock(id: string): void {
    this.#administration.setLocked(id, false);
  }

  /** Takes a user off, as directory sync (SCIM) does. */
  deprovision(id: string): void {
    this.#administration.setDeprovisioned(id, true);
  }

  reprovision(id: string): void {
    this.#administration.setDeprovisioned(id, false);
  }

  setEmailVerified(id: string, address: string, verified: boolean): void {
    this.#administration.setEmailVerified(id, address, verified);
  }

  /** Starts a session without a link: the user's own, or another operator's. Default duration: seven days. */
  startSession(
    userId: string,
    start: Partial<Pick<Session, "actor" | "status" | "createdAt" | "expireAt">> = {},
  ): Session {
    return this.#administration.startSession(userId, start);
  }

  /** Revokes a session, as in Clerk's dashboard. */
  revokeSession(id: string): void {
    this.#administration.revokeSession(id);
  }

  /** Omits the session from lists for `forMs`, as a stale list would. */
  hideSession(id: string, forMs: number): void {
    this.#administration.hideSession(id, forMs);
  }

  /** Removes an old session, as Clerk's cleanup does: no longer listed, and 404 by its id. */
  forgetSession(id: string): void {
    this.#administration.forgetSession(id);
  }

  /** Drops calls, used and revoked actor tokens, and ended sessions. */
  forget(): void {
    this.#calls.all.length = 0;
    for (const { id, status } of this.actorTokens) if (status !== "pending") this.#state.actorTokens.delete(id);
    for (const session of this.sessions) if (!isLive(session)) this.#state.forget(session);
  }

  /** From now on, requests in ten seconds, or false for no limit; earlier requests do not count. */
  limitRate(most: number | false): void {
    this.#rateLimit = most === false ? undefined : new RateLimit(this.#state.clock, most);
  }

  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Called on every event. Returns an unsubscribe function. */
  on(listener: (event: ClerkEvent) => void): () => void {
    return this.#journal.on(listener);
  }

  /** Lets `watcher` pause or drop calls. Returns an unsubscribe function. */
  watch(watcher: Watcher<Call>): () => void {
    return this.#checkpoints.watch(watcher);
  }

  /** Waits until `look` returns a value; see Journal.until. */
  until<T>(description: string, look: Look<T>, timeoutMs?: number): Promise<T> {
    return this.#journal.until(description, look, timeoutMs, () => this.#lastSeen());
  }

  #lastSeen(): string {
    const calls = this.calls
      .slice(-5)
      .map((call) => `${call.method} ${call.path} ${call.status ?? call.lost ?? "in progress"}`);
    const actorTokens = this.actorTokens.map(({ id, status }) => `${id} ${status}`);
    const sessions = this.sessions.map(({ id, status }) => `${id} ${status}`);
    const list = (name: string, items: string[]) => `${name}: ${items.join(", ") || "none"}`;
    return [list("last calls", calls), list("actor tokens", actorTokens), list("sessions", sessions)].join("\n");
  }
}
