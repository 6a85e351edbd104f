// Hears what other processes changed: PostgreSQL's notifications, on a connection of its own.
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { z } from "zod";

type Listener = (requestId: string | undefined) => void;

const reconnectMs = 1_000;
/** A connection that is lost without a word is noticed by asking. */
const askEveryMs = 5_000;

/** Anybody who may connect can send notifications, and as many as they like. */
const requestId = /^req_[\w-]{1,40}$/;
const gatherMs = 20;
/** Each is looked up. */
const mostAtOnce = 5;

const found = z.tuple([z.object({ schema: z.string() })]);

export class ChangeListener {
  readonly #connect: () => pg.Client;
  readonly #isOwn: (processId: number) => boolean;
  readonly #onFailure: (error: unknown) => void;
  readonly #stopping = new AbortController();
  #client: pg.Client | undefined;

  /** `isOwn`: whether a server process works for this one. */
  constructor(connect: () => pg.Client, isOwn: (processId: number) => boolean, onFailure: (error: unknown) => void) {
    this.#connect = connect;
    this.#isOwn = isOwn;
    this.#onFailure = onFailure;
  }

  /** Never rejects. */
  async listen(listener: Listener): Promise<void> {
    const { signal } = this.#stopping;
    let isKnownToFail = false;
    while (!signal.aborted) {
      try {
        await this.#untilLost(listener);
        isKnownToFail = false;
      } catch (error) {
        // Every second the same would hide other lines.
        if (!isKnownToFail && !signal.aborted) this.#onFailure(error);
        isKnownToFail = true;
      }
      await pause(reconnectMs, undefined, { signal }).catch(() => {});
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#client?.end().catch(() => {});
  }

  async #untilLost(listener: Listener): Promise<void> {
    const client = this.#connect();
    this.#client = client;
    const lost = new AbortController();
    client.on("error", () => lost.abort());
    client.on("end", () => lost.abort());
    const changed = new Set<string>();
    client.on("notification", ({ processId, payload = "" }) => {
      if (this.#isOwn(processId) || !requestId.test(payload)) return;
      if (changed.size === 0) setTimeout(() => tell(listener, changed), gatherMs).unref();
      changed.add(payload);
    });
    try {
      await client.connect();
      const [{ schema }] = found.parse((await client.query("select current_schema() as schema")).rows);
      await client.query(`listen ${client.escapeIdentifier(`understudy_${schema}`)}`);
      // What was missed before is not known.
      listener(undefined);
      const over = AbortSignal.any([lost.signal, this.#stopping.signal]);
      while (!over.aborted) {
        await pause(askEveryMs, undefined, { signal: over }).catch(() => {});
        if (!over.aborted) await client.query("select");
      }
    } finally {
      await client.end().catch(() => {});
    }
  }
}

function tell(listener: Listener, changed: Set<string>): void {
  const ids = changed.size > mostAtOnce ? [undefined] : [...changed];
  changed.clear();
  for (const id of ids) listener(id);
}
