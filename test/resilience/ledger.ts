// What the bot has stored, read behind its back from the database file.
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { readMessage, readRequest } from "../../src/db/engine/schema.js";
import type { Message } from "../../src/impersonation/model/message.js";
import type { Request } from "../../src/impersonation/model/request.js";
import { connect, type Plain } from "../database/plain.js";

const auditRow = z.object({
  request_id: z.string().nullable(),
  by: z.string(),
  action: z.string(),
  outcome: z.string(),
  detail: z.string(),
});
export type AuditRow = z.infer<typeof auditRow>;

export class Ledger {
  readonly #database: Plain;

  constructor(private readonly path: string) {
    this.#database = connect(path, { readonly: true });
  }

  /** In the order in which they were asked. */
  requests(): Request[] {
    return this.#all("select * from requests order by number").map((row) => readRequest(byField(row)));
  }

  messages(): Message[] {
    return this.#all("select * from messages order by id").map((row) => readMessage(byField(row)));
  }

  audit(): AuditRow[] {
    return this.#all("select * from audit order by id").map((row) => auditRow.parse(row));
  }

  /** User ids of those who wait for an answer. */
  pendingReplies(): unknown[] {
    return this.#database.prepare("select user_id from pending_replies where answered_at is null").pluck().all();
  }

  /** How many messages are being edited, or are due by `now`. */
  messagesBehind(now: number): number {
    const behind = "select count(*) from messages where claim is not null or due_at <= ?";
    return Number(this.#database.prepare(behind).pluck().get(now));
  }

  /** Every byte on disk, as text in which ASCII is readable. */
  bytes(): string {
    if (!existsSync(this.path)) return this.#everyRow();
    const files = [this.path, `${this.path}-wal`].filter(existsSync);
    return files.map((file) => readFileSync(file, "latin1")).join("\n");
  }

  #everyRow(): string {
    return ["requests", "sessions", "messages", "pending_replies", "homes", "audit"]
      .map((table) => JSON.stringify(this.#all(`select * from ${table}`)))
      .join("\n");
  }

  close(): void {
    this.#database.close();
  }

  #all(query: string): unknown[] {
    return this.#database.prepare(query).all();
  }
}

/** A row by its fields' names, which the columns have in snake case. */
function byField(row: unknown): unknown {
  const entries = Object.entries(z.record(z.string(), z.unknown()).parse(row));
  const field = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(entries.map(([column, value]) => [field(column), value]));
}

/** Opens the file for one look at it. */
export function lookInto<T>(path: string, look: (ledger: Ledger) => T): T {
  const ledger = new Ledger(path);
  try {
    return look(ledger);
  } finally {
    ledger.close();
  }
}
