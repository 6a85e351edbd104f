// The bot's record as the table looks at it, read from the database file beside the running bot.
import { existsSync } from "node:fs";
import SQLite from "better-sqlite3";
import { z } from "zod";
import { statuses } from "../../../src/impersonation/lifecycle.js";
import { moments } from "../../../src/impersonation/message.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";

const request = z.object({
  id: z.string(),
  status: z.enum(statuses),
  failure: z.string().nullable(),
  revision: z.number(),
  token_id: z.string().nullable(),
  token_may_exist_until: z.number().nullable(),
  link_withdrawn_at: z.number().nullable(),
});
export type RequestRecord = z.infer<typeof request>;

const message = z.object({
  request_id: z.string(),
  moment: z.enum(moments),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  shown_revision: z.number(),
});

const audit = z.object({ action: z.string(), outcome: z.string() });

function read<T>({ database }: Sandbox, sql: string, row: z.ZodType<T>): T[] {
  if (!existsSync(database)) return [];
  const connection = new SQLite(database, { readonly: true });
  try {
    return connection
      .prepare(sql)
      .all()
      .map((each) => row.parse(each));
  } finally {
    connection.close();
  }
}

/** Oldest first. */
export const requestsIn = (sandbox: Sandbox) => read(sandbox, "select * from requests order by asked_at", request);
export const messagesIn = (sandbox: Sandbox) => read(sandbox, "select * from messages order by id", message);
export const auditIn = (sandbox: Sandbox) => read(sandbox, "select * from audit order by id", audit);

/** How many messages are being edited, or are due to be at once. */
export function messagesBehind(sandbox: Sandbox): number {
  const behind = `select count(*) as n from messages where claim is not null or due_at <= ${sandbox.clock.now()}`;
  return read(sandbox, behind, z.object({ n: z.number() }))[0]?.n ?? 0;
}
