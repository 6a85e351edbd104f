// Keeps connections to Slack open: decides when to dial, gives up those that stay silent, and says while there is none.
import { setMaxListeners } from "node:events";
import { type Clock, waitUntil } from "../../impersonation/ports/clock.js";
import type { Log } from "../../runtime/log.js";
import { type ConnectionFailed, ConnectionRefused } from "./connection-failure.js";
import { OutageReport, seconds } from "./outage-report.js";
import type { Socket } from "./socket.js";

interface Supervision {
  readonly dial: () => Socket;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to below 1: waits are drawn, so that connections that were lost together do not come back in step. */
  readonly random: () => number;
}

/** Slack refreshes a connection every few hours; the other one receives payloads meanwhile. */
export const socketCount = 2;

const helloTimeoutMs = 10_000;
/** From one dialling to the next, doubled with each failure. With the longest the bot is back 15 s after Slack at most. */
const firstRedialMs = 1_000;
const longestRedialMs = 12_000;
/** Slack's `Retry-After` is kept to, up to this. */
const longestRetryAfterMs = 60_000;
/** A connection that ends sooner counts as a failure. */
const steadyMs = 30_000;
/** A connection whose end Slack announced stays open for this long, for what is still to be acknowledged. */
const lingerMs = 10_000;

/** Slack's reasons for a disconnect that comes every few hours. */
const routine: ReadonlySet<string> = new Set(["refresh_requested", "warning"]);

export class SocketSupervisor {
  /** Resolves when Slack does not take the token. Nothing is dialled from then on. */
  readonly refused: Promise<ConnectionRefused>;
  readonly #supervision: Supervision;
  readonly #stopping = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #outage: OutageReport;
  #open = 0;
  #refuse: (refusal: ConnectionRefused) => void = () => {};
  #firstOpen: () => void = () => {};

  constructor(supervision: Supervision) {
    this.#supervision = supervision;
    this.#outage = new OutageReport(supervision.clock, supervision.log);
    // One listener for each wait, without a limit.
    setMaxListeners(0, this.#stopping.signal);
    this.refused = new Promise((resolve) => {
      this.#refuse = resolve;
    });
  }

  /**
   * Resolves when each connection was dialled once and one is open, however long that takes. Rejects with
   * `ConnectionRefused`.
   */
  async start(): Promise<void> {
    const anyOpen = new Promise<void>((resolve) => {
      this.#firstOpen = resolve;
    });
    this.#outage.begins();
    const dialled = Array.from(
      { length: socketCount },
      (_, index) => new Promise<void>((resolve) => void this.#keepOpen(index + 1, resolve)),
    );
    const refused = this.refused.then((refusal) => {
      throw refusal;
    });
    await Promise.race([Promise.all([anyOpen, ...dialled]), refused]);
  }

  stop(): void {
    this.#stopping.abort();
    this.#outage.stop();
    for (const socket of this.#sockets) socket.close();
  }

  async #keepOpen(connection: number, onDialled: () => void): Promise<void> {
    const { dial, clock, log } = this.#supervision;
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      const sinceDialled = stopwatch(clock);
      log.debug("dialling Slack", { connection });
      const socket = dial();
      this.#sockets.add(socket);
      const failure = await this.#untilHello(socket);
      if (failure === undefined) {
        this.#opened(connection);
        onDialled();
        const why = await socket.over;
        this.#lost(connection, socket, why);
        failures = sinceDialled() < steadyMs ? failures + 1 : 0;
      } else {
        this.#sockets.delete(socket);
        // Slack may have ended it with a word of its own, and left the websocket open.
        socket.abandon("given up");
        if (failure instanceof ConnectionRefused) return this.#tokenRefused(failure);
        onDialled();
        failures += 1;
      }
      if (signal.aborted) return;
      const waitMs = this.#redialAfter(failures, sinceDialled(), failure?.retryAfterMs);
      if (failure !== undefined) this.#failed(connection, failure, waitMs);
      await waitUntil(clock, clock.now() + waitMs, signal);
    }
  }

  async #untilHello(socket: Socket): Promise<ConnectionFailed | ConnectionRefused | undefined> {
    const { clock } = this.#supervision;
    const cancel = clock.wakeAt(clock.now() + helloTimeoutMs, () =>
      socket.abandon(`no hello within ${helloTimeoutMs / 1000} s`),
    );
    const failure = await socket.hello;
    cancel();
    return failure;
  }

  /** `tookMs`: since the last dialling. */
  #redialAfter(failures: number, tookMs: number, retryAfterMs = 0): number {
    const between = this.#drawn(Math.min(firstRedialMs * 2 ** (failures - 1), longestRedialMs)) - tookMs;
    return Math.max(between, this.#drawn(firstRedialMs), Math.min(retryAfterMs, longestRetryAfterMs));
  }

  #drawn(ms: number): number {
    return ms * (0.5 + this.#supervision.random() / 2);
  }

  #opened(connection: number): void {
    this.#open += 1;
    this.#supervision.log.info("connected to Slack", { connection });
    this.#outage.ends();
    this.#firstOpen();
  }

  #lost(connection: number, socket: Socket, why: string): void {
    const { log, clock } = this.#supervision;
    this.#open -= 1;
    const { signal } = this.#stopping;
    void waitUntil(clock, clock.now() + lingerMs, signal).then(() => {
      this.#sockets.delete(socket);
      socket.close();
    });
    if (signal.aborted) return;
    log[routine.has(why) ? "info" : "warn"]("disconnected from Slack", { connection, why });
    if (this.#open === 0) this.#outage.begins();
  }

  #failed(connection: number, failure: ConnectionFailed, waitMs: number): void {
    const { host, message: cause } = failure;
    this.#outage.heard(failure);
    this.#supervision.log.warn("no connection to Slack", { connection, host, cause, nextInS: seconds(waitMs) });
  }

  #tokenRefused(refusal: ConnectionRefused): void {
    // The other connection may be refused at the same time.
    if (this.#stopping.signal.aborted) return;
    this.#supervision.log.error("Slack refuses SLACK_APP_TOKEN", { code: refusal.message });
    this.stop();
    this.#refuse(refusal);
  }
}

/** Tells how many milliseconds have passed; a clock that is set back meanwhile would show too few, or less than none. */
function stopwatch(clock: Clock): () => number {
  const [now, monotonic] = [clock.now(), clock.monotonic()];
  return () => Math.max(clock.now() - now, clock.monotonic() - monotonic);
}
