// What is true after a crash, read from everywhere at once: the database, Slack, Clerk, and what was ever posted.
import SQLite from "better-sqlite3";
import { z } from "zod";
import { readMessage, readRequest } from "../../../src/db/rows.js";
import type { Message } from "../../../src/impersonation/message.js";
import type { Request } from "../../../src/impersonation/request.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import type { Stage } from "../../flows/stage.js";

const auditRow = z.object({
  request_id: z.string().nullable(),
  action: z.string(),
  outcome: z.string(),
  detail: z.string(),
});
export type AuditRow = z.infer<typeof auditRow>;

export interface Scene {
  readonly stage: Stage;
  readonly requests: readonly Request[];
  readonly messages: readonly Message[];
  readonly audit: readonly AuditRow[];
  /** Every post there ever was, as it was posted. */
  readonly posts: readonly SeenMessage[];
}

export function lookAt(stage: Stage, posts: readonly SeenMessage[]): Scene {
  const database = new SQLite(stage.sandbox.database, { readonly: true });
  try {
    const rows = (table: string) => database.prepare(`select * from ${table} order by rowid`).all();
    return {
      stage,
      posts,
      requests: rows("requests").map(readRequest),
      messages: rows("messages").map(readMessage),
      audit: rows("audit").map((row) => auditRow.parse(row)),
    };
  } finally {
    database.close();
  }
}

/** The tickets of the links in a message. */
export function ticketsIn(message: Pick<SeenMessage, "text" | "blocks">): string[] {
  return [...JSON.stringify([message.text, message.blocks]).matchAll(/ticket=([^"&|>\\]+)/g)].map(([, ticket]) =>
    decodeURIComponent(ticket ?? ""),
  );
}
