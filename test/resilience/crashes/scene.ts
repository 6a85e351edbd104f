// What is true after a crash, read from everywhere at once: the database, Slack, Clerk, and what was ever posted.
import type { Message } from "../../../src/impersonation/model/message.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import type { Stage } from "../../flows/stage.js";
import { type AuditRow, lookInto } from "../ledger.js";

export interface Scene {
  readonly stage: Stage;
  readonly requests: readonly Request[];
  readonly messages: readonly Message[];
  readonly audit: readonly AuditRow[];
  /** Every post there ever was, as it was posted. */
  readonly posts: readonly SeenMessage[];
}

export function lookAt(stage: Stage, posts: readonly SeenMessage[]): Scene {
  return lookInto(stage.sandbox.database, (ledger) => ({
    stage,
    posts,
    requests: ledger.requests(),
    messages: ledger.messages(),
    audit: ledger.audit(),
  }));
}

/** The tickets of the links in a message. */
export function ticketsIn(message: Pick<SeenMessage, "text" | "blocks">): string[] {
  return [...JSON.stringify([message.text, message.blocks]).matchAll(/ticket=([^"&|>\\]+)/g)].map(([, ticket]) =>
    decodeURIComponent(ticket ?? ""),
  );
}
