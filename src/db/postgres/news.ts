// Hears what other processes changed: PostgreSQL's notifications, on a connection of its own.
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";

type Listener = (requestId: string | undefined) => void;

const reconnectMs = 1_000;
/** A connection that is lost without a word is noticed by asking. */
const askEveryMs = 5_000;

export class News {
  readonly #connect: () => pg.Client;
  readonly #isOwn: (processId: number) => boolean;
  readonly #stopping = new AbortController();
  #client: pg.Client | undefined;

  /** `isOwn`: whether a server process works for this one. */
  constructor(connect: () => pg.Client, isOwn: (processId: number) => boolean) {
    this.#connect = connect;
    this.#isOwn = isOwn;
  }

  /** Never rejects. */
  async listen(listener: Listener): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#untilLost(listener).catch(() => {});
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
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
    });
    client.on("notification", ({ processId, payload }) => {
      if (!this.#isOwn(processId)) listener(payload);
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ schema: string }>("select current_schema() as schema");
      await client.query(`listen ${client.escapeIdentifier(`understudy_${rows[0]?.schema}`)}`);
      // What was missed before is not known.
      listener(undefined);
      let isLost = false;
      const over = lost.then(() => {
        isLost = true;
      });
      while (!isLost) {
        await Promise.race([over, pause(askEveryMs, undefined, { signal: this.#stopping.signal })]);
        if (!isLost) await client.query("select");
      }
    } finally {
      await client.end().catch(() => {});
    }
  }
}
