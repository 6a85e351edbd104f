// An emulated Clerk instance: the Backend API on loopback, and ways to act on it and watch it.
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
  /** Any free one, unless given. */
  readonly port?: number;
  /** `sk_test_…` makes it a development instance, `sk_live_…` a production one. */
  readonly secretKey?: string;
  /** Requests in ten seconds, or false for no limit. As Clerk has it for the key's kind of instance, unless given. */
  readonly rateLimit?: number | boolean;
  /** The product's sign-in page; without one, a link leads to a page of Clerk's that leads nowhere. */
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
  /** Sessions show only `sub` and `iss` of the actor; session tokens carry all of it. */
  keepOnlyActorSubAndIss = false;
  /** Listings show a session only this long after its link was opened. */
  sessionsAppearAfterMs = 0;
  /** Each answer of the Backend API takes this much longer, in real time. */
  latencyMs = 0;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #journal = new Journal<ClerkEvent>();
  readonly #checkpoints = new Checkpoints<Call>();
  readonly #calls = new Calls(this.#journal);
  readonly #faults = new Faults();
  readonly #state: State;
  readonly #administration: Administration;

  constructor(
    server: Server,
    url: string,
    { clock, users = [], secretKey = "sk_test_sandbox", rateLimit = true, signInUrl }: ClerkOptions,
  ) {
    this.url = url;
    this.secretKey = secretKey;
    this.#server = server;
    // One listener for each call that waits, however many.
    setMaxListeners(0, this.#closing.signal);
    this.#state = new State(clock, this.#journal);
    this.#administration = new Administration(this.#state);
    for (const user of users) this.addUser(user);
    const most = rateLimit === true ? defaultRateLimit(secretKey) : rateLimit;
    const api = {
      state: this.#state,
      faults: this.#faults,
      baseUrl: url,
      secretKey,
      signInUrl,
      rateLimit: most === false ? undefined : new RateLimit(clock, most),
      latencyMs: () => this.latencyMs,
      onlySubAndIss: () => this.keepOnlyActorSubAndIss,
      wait: (ms: number) => waitUnless(this.#closing.signal, ms),
    };
    serve(server, api, this.#calls, this.#checkpoints);
  }

  /** Drops whatever is still open. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#state.close();
    this.#journal.close();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Oldest first, as the other three are. What is read stays true: the objects change with the instance. */
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

  setEmailVerified(id: string, address: string, verified: boolean): void {
    this.#administration.setEmailVerified(id, address, verified);
  }

  /** A session without a link: the user's own, or another operator's. Seven days long by default. */
  startSession(
    userId: string,
    start: Partial<Pick<Session, "actor" | "status" | "createdAt" | "expireAt">> = {},
  ): Session {
    return this.#administration.startSession(userId, start);
  }

  /** Ends a session as somebody at Clerk would. */
  revokeSession(id: string): void {
    this.#administration.revokeSession(id);
  }

  /** A list that is behind: it leaves the session out for so long, as it does with new ones. */
  hideSession(id: string, forMs: number): void {
    this.#administration.hideSession(id, forMs);
  }

  /** Clerk cleans old sessions up: it is listed no more, and 404 by its id. */
  forgetSession(id: string): void {
    this.#administration.forgetSession(id);
  }

  /** Drops all that is over: calls, actor tokens that are spent or revoked, and sessions that have ended. */
  forget(): void {
    this.#calls.all.length = 0;
    for (const { id, status } of this.actorTokens) if (status !== "pending") this.#state.actorTokens.delete(id);
    for (const session of this.sessions) if (!isLive(session)) this.#state.forget(session);
  }

  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Returns a function that stops it. */
  on(listener: (event: ClerkEvent) => void): () => void {
    return this.#journal.on(listener);
  }

  /** Holds each call up wherever `watcher` wants to. Returns a function that ends it. */
  watch(watcher: Watcher<Call>): () => void {
    return this.#checkpoints.watch(watcher);
  }

  /** Waits for a value that is neither undefined, null nor false, looking again whenever something happens here. */
  until<T>(description: string, look: Look<T>, timeoutMs = 10_000): Promise<T> {
    return this.#journal.until(description, look, timeoutMs, () => this.#lastSeen());
  }

  #lastSeen(): string {
    const calls = this.calls
      .slice(-5)
      .map((call) => `${call.method} ${call.path} ${call.status ?? call.lost ?? "under way"}`);
    const actorTokens = this.actorTokens.map(({ id, status }) => `${id} ${status}`);
    const sessions = this.sessions.map(({ id, status }) => `${id} ${status}`);
    const list = (name: string, items: string[]) => `${name}: ${items.join(", ") || "none"}`;
    return [list("last calls", calls), list("actor tokens", actorTokens), list("sessions", sessions)].join("\n");
  }
}
