// A connection to PostgreSQL that answers at once, as SQLite's does: the thread stands still until it has the answer.
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { z } from "zod";
import type { Plain } from "./plain.js";

const outcome = z.union([
  z.object({ id: z.number(), rows: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ id: z.number(), error: z.string(), code: z.string().optional() }),
]);
type Row = Record<string, unknown>;

const patienceMs = 20_000;

export class PostgresWorker {
  /** How many answers the other thread has sent. */
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #channel = new MessageChannel();
  #asked = 0;

  constructor(url: string) {
    const { port2: port } = this.#channel;
    const workerData = { url, port, answered: this.#answered };
    new Worker(new URL("./postgres-worker.mjs", import.meta.url), { workerData, transferList: [port] }).unref();
    this.#channel.port1.unref();
  }

  /** Throws what the server says. */
  query(schema: string, text: string, values: readonly unknown[] = []): Row[] {
    this.#asked += 1;
    const id = this.#asked;
    this.#channel.port1.postMessage({ id, schema, text, values });
    const answer = this.#answerTo(id);
    if ("rows" in answer) return answer.rows;
    throw Object.assign(new Error(answer.error), { code: answer.code });
  }

  /** A wait may end before the answer is there, and one that was given up is answered late: the id tells. */
  #answerTo(id: number): z.output<typeof outcome> {
    for (;;) {
      const before = Atomics.load(this.#answered, 0);
      const received = receiveMessageOnPort(this.#channel.port1);
      if (received === undefined) {
        if (Atomics.wait(this.#answered, 0, before, patienceMs) === "timed-out") {
          throw new Error("PostgreSQL does not answer");
        }
        continue;
      }
      const answer = outcome.parse(received.message);
      if (answer.id === id) return answer;
    }
  }
}

/** The same words as SQLite's connection has, as far as tests use them. */
export class PlainPostgres implements Plain {
  constructor(
    private readonly worker: PostgresWorker,
    private readonly schema: string,
  ) {}

  exec(text: string): void {
    this.worker.query(this.schema, text);
  }

  prepare(sql: string) {
    let number = 0;
    const text = sql.replace(/\?/g, () => `$${++number}`);
    const rows = (values: readonly unknown[]) => this.worker.query(this.schema, text, values);
    return {
      all: (...values: unknown[]): unknown[] => rows(values),
      get: (...values: unknown[]): unknown => rows(values)[0],
      run: (...values: unknown[]): unknown => rows(values),
      pluck: () => ({
        all: (...values: unknown[]): unknown[] => rows(values).map((row) => Object.values(row)[0]),
        get: (...values: unknown[]): unknown => Object.values(rows(values)[0] ?? {})[0],
      }),
    };
  }

  close(): void {}
}
