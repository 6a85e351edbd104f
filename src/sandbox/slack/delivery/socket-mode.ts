// Socket Mode: tickets, up to ten open sockets, envelopes to one of them each, and acknowledgements.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { Clock } from "../../../impersonation/ports/clock.js";
import { systemClock } from "../../../runtime/system-clock.js";
import type { EventSink } from "../../journal.js";
import { jsonOrText } from "../http/args.js";
import { ackBody, type DeliveryResult, type Envelope, type Transport } from "./envelope.js";

const maxSockets = 10;
const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown() });

/** A half-open connection: registered and sent its share of payloads, but without a peer. */
const ghost = Symbol("ghost");
type Registered = WebSocket | typeof ghost;

export interface SocketEvent {
  kind: "sockets";
  open: number;
}

/**
 * `silent`: it opens, but there is no hello. `hanging`: the upgrade is not answered. `refused`: with a 503. `disabled`: as
 * where Socket Mode was switched off.
 */
export type UpgradeMode = "hello" | "silent" | "hanging" | "refused" | "disabled";

export class SocketMode implements Transport {
  /** Delay before a payload is sent, in real milliseconds. */
  delayMs = 0;
  /** What new connections get. */
  upgradeMode: UpgradeMode = "hello";
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #pending = new Map<string, { acknowledge: (body: unknown) => void; abandon: () => void }>();
  readonly #appId: string;
  readonly #clock: Clock;
  readonly #journal: EventSink<SocketEvent>;
  readonly #random: (() => number) | undefined;
  readonly #cancels = new Set<() => void>();
  #registered: Registered[] = [];
  #turn = 0;
  #duplicates = 0;
  #acksToLose = 0;
  readonly #withoutHello = new Set<Duplex>();

  /** Sockets take turns, or are picked with `random` if given. */
  constructor(appId: string, clock: Clock, journal: EventSink<SocketEvent>, random: (() => number) | undefined) {
    this.#appId = appId;
    this.#clock = clock;
    this.#journal = journal;
    this.#random = random;
  }

  /** Open sockets including ghosts, as counted in `hello`. */
  get open(): number {
    return this.#registered.length;
  }

  /** Connections that were left without a hello and that the app has not given up. */
  get withoutHello(): number {
    return this.#withoutHello.size;
  }

  newTicket(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return ticket;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const base = "http://127.0.0.1";
    const { pathname, searchParams } = new URL(URL.canParse(request.url ?? "", base) ? (request.url ?? "") : "/", base);
    const admitted = pathname === "/link/" && this.#tickets.delete(searchParams.get("ticket") ?? "");
    const { upgradeMode } = this;
    const refused = upgradeMode === "refused";
    if (!admitted || refused) {
      stream.end(`HTTP/1.1 ${refused ? "503 Service Unavailable" : "401 Unauthorized"}\r\nConnection: close\r\n\r\n`);
      return;
    }
    if (upgradeMode === "silent" || upgradeMode === "hanging") this.#leaveWithoutHello(stream);
    if (upgradeMode === "hanging") return;
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // A peer may drop the connection without a handshake; "close" follows.
      socket.on("error", () => {});
      if (upgradeMode === "disabled") this.#disconnect(socket, "link_disabled");
      if (upgradeMode === "hello") this.#accept(socket);
    });
  }

  #leaveWithoutHello(stream: Duplex): void {
    const emit = () => this.#journal.emit({ kind: "sockets", open: this.open });
    this.#withoutHello.add(stream);
    emit();
    stream.on("close", () => {
      this.#withoutHello.delete(stream);
      emit();
    });
    if (this.upgradeMode !== "hanging") return;
    // Otherwise it would not be noticed that the app left.
    stream.resume();
    stream.on("end", () => stream.end());
  }

  #accept(socket: WebSocket): void {
    if (this.open >= maxSockets) {
      this.#disconnect(socket, "too_many_websockets");
      return;
    }
    this.#registered.push(socket);
    socket.on("close", () => this.#forget(socket));
    socket.on("message", (frame) => this.#receive(String(frame)));
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.open,
        debug_info: { host: "applink-sandbox", build_number: 10, approximate_connection_time: 18060 },
        connection_info: { app_id: this.#appId },
      }),
    );
    this.#journal.emit({ kind: "sockets", open: this.open });
  }

  async deliver({ type, payload, acceptsResponse, retry }: Envelope, patienceMs: number): Promise<DeliveryResult> {
    const startMs = performance.now();
    const ackMs = () => performance.now() - startMs;
    if (this.open === 0) return { kind: "undeliverable", ackMs: 0 };
    const id = randomUUID();
    const frame = JSON.stringify({
      envelope_id: id,
      type,
      accepts_response_payload: acceptsResponse,
      ...(type === "events_api" && {
        retry_attempt: retry?.attempt ?? 0,
        retry_reason: retry === undefined ? "" : "timeout",
      }),
      payload,
    });
    const copies = 1 + this.#duplicates;
    this.#duplicates = 0;
    return new Promise((resolve) => {
      const limit = this.#wakeAt(this.#clock, patienceMs, () => {
        this.#pending.delete(id);
        resolve({ kind: "timed_out", ackMs: ackMs() });
      });
      this.#pending.set(id, {
        acknowledge: (body) => {
          limit();
          resolve({ kind: "acknowledged", body: acceptsResponse ? ackBody(body) : undefined, ackMs: ackMs() });
        },
        abandon: () => resolve({ kind: "undeliverable", ackMs: ackMs() }),
      });
      const send = () => {
        for (let copy = 0; copy < copies; copy += 1) this.#sendToOne(frame);
      };
      if (this.delayMs > 0) this.#wakeAt(systemClock, this.delayMs, send);
      else send();
    });
  }

  #sendToOne(frame: string): void {
    const index = this.#random === undefined ? this.#turn++ % this.open : Math.floor(this.#random() * this.open);
    const socket = this.#registered[index];
    if (socket !== undefined && socket !== ghost) socket.send(frame);
  }

  #receive(frame: string): void {
    const parsed = acknowledgement.safeParse(jsonOrText(frame));
    if (!parsed.success) return;
    if (this.#acksToLose > 0) {
      this.#acksToLose -= 1;
      return;
    }
    // Only the first acknowledgement of an envelope counts.
    this.#pending.get(parsed.data.envelope_id)?.acknowledge(parsed.data.payload);
    this.#pending.delete(parsed.data.envelope_id);
  }

  /** Slack's routine refresh: asks the oldest `count` sockets, or all, to reconnect, and closes them. */
  refresh(count = Number.POSITIVE_INFINITY): void {
    for (const socket of this.#real().slice(0, count)) {
      this.#forget(socket);
      this.#disconnect(socket, "refresh_requested");
    }
  }

  /** Sends the warning that comes about ten seconds before a close. */
  warn(): void {
    for (const socket of this.#real()) socket.send(disconnectFrame("warning"));
  }

  /** Drops every connection without a close frame. */
  drop(): void {
    for (const socket of this.#server.clients) socket.terminate();
    for (const stream of this.#withoutHello) stream.destroy();
  }

  addGhost(): void {
    this.#registered.push(ghost);
    this.#journal.emit({ kind: "sockets", open: this.open });
  }

  /** As Slack drops half-open sockets after some hours. */
  removeGhosts(): void {
    this.#registered = this.#real();
    this.#journal.emit({ kind: "sockets", open: this.open });
  }

  /** Sends the next payload twice, to different sockets if there are several. */
  duplicateNext(): void {
    this.#duplicates = 1;
  }

  loseAcks(count: number): void {
    this.#acksToLose = count;
  }

  close(): void {
    for (const cancel of this.#cancels) cancel();
    for (const { abandon } of this.#pending.values()) abandon();
    this.drop();
    this.#server.close();
  }

  #real(): WebSocket[] {
    return this.#registered.filter((each) => each !== ghost);
  }

  #forget(socket: WebSocket): void {
    if (!this.#registered.includes(socket)) return;
    this.#registered = this.#registered.filter((each) => each !== socket);
    this.#journal.emit({ kind: "sockets", open: this.open });
  }

  #disconnect(socket: WebSocket, reason: string): void {
    socket.send(disconnectFrame(reason));
    socket.close(1000);
  }

  /** Returns a cancel function; `close` also cancels. */
  #wakeAt(clock: Clock, ms: number, act: () => void): () => void {
    const forget = () => this.#cancels.delete(cancel);
    const disarm = clock.wakeAt(clock.now() + ms, () => {
      forget();
      act();
    });
    const cancel = () => {
      forget();
      disarm();
    };
    this.#cancels.add(cancel);
    return cancel;
  }
}

const disconnectFrame = (reason: string) =>
  JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-sandbox" } });
