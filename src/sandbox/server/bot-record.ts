// The bot's own record, read from its database file beside the bot and never written to.
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { z } from "zod";
import type { Backstage, ShownRequest } from "../contract/backstage.js";

const mostRequests = 20;
const mostRefusals = 20;

const auditRow = z.object({
  id: z.number(),
  at: z.number(),
  by: z.string(),
  action: z.string(),
  outcome: z.string(),
  detail: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});

const requestRow = z.object({
  id: z.string(),
  status: z.string(),
  attempt: z.number(),
  actor_slack_id: z.string(),
  subject_id: z.string(),
  subject_name: z.string(),
  reason: z.string(),
  decided_by: z.string().nullable(),
  token_id: z.string().nullable(),
  failure: z.string().nullable(),
  closing: z.string().nullable(),
  asked_at: z.number(),
  due_at: z.number().nullable(),
});

type Written = Pick<Backstage, "requests" | "refusals">;

export class BotRecord {
  readonly #path: string;
  #database: Database.Database | undefined;
  #closed = false;
  #version: unknown;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether the bot has committed something since this was last asked. */
  changed(): boolean {
    const before = this.#version;
    this.#version = this.#open()?.pragma("data_version", { simple: true });
    return this.#version !== before;
  }

  read(): Written {
    const database = this.#open();
    if (database === undefined) return { requests: [], refusals: [] };
    const requests = z
      .array(requestRow)
      .parse(database.prepare("select * from requests order by asked_at desc, id limit ?").all(mostRequests));
    const refusals = database
      .prepare("select * from audit where request_id is null order by id desc limit ?")
      .all(mostRefusals);
    return {
      requests: requests.map((row) => this.#shown(row, database)),
      refusals: z.array(auditRow).parse(refusals),
    };
  }

  /** From then on there is nothing in it: a window that still looks sees an empty record. */
  close(): void {
    this.#closed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  #shown(row: z.infer<typeof requestRow>, database: Database.Database): ShownRequest {
    const audit = database.prepare("select * from audit where request_id = ? order by id").all(row.id);
    return {
      id: row.id,
      status: row.status,
      attempt: row.attempt,
      actor: row.actor_slack_id,
      subjectId: row.subject_id,
      subjectName: row.subject_name,
      reason: row.reason,
      decidedBy: row.decided_by,
      tokenId: row.token_id,
      failure: row.failure,
      closing: row.closing,
      askedAt: row.asked_at,
      dueAt: row.due_at,
      audit: z.array(auditRow).parse(audit),
    };
  }

  /** There is no file until the bot has made it, and none of its tables until it has laid them out. */
  #open(): Database.Database | undefined {
    if (this.#database !== undefined) return this.#database;
    if (this.#closed || !existsSync(this.#path)) return undefined;
    const database = new Database(this.#path, { readonly: true, fileMustExist: true });
    const tables = database.prepare("select count(*) from sqlite_master where name in ('requests', 'audit')").pluck();
    if (tables.get() !== 2) {
      database.close();
      return undefined;
    }
    this.#database = database;
    return database;
  }
}
