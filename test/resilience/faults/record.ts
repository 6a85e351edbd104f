// The bot's record as the table looks at it, beside the running bot; empty where no bot has begun one yet.
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { hasRecord } from "../../database/plain.js";
import { type AuditRow, type Ledger, lookInto } from "../ledger.js";

function rows<T>({ database }: Sandbox, look: (ledger: Ledger) => T[]): T[] {
  return hasRecord(database) ? lookInto(database, look) : [];
}

/** Oldest first. */
export const requestsIn = (sandbox: Sandbox) => rows(sandbox, (ledger) => ledger.requests());
export const messagesIn = (sandbox: Sandbox) => rows(sandbox, (ledger) => ledger.messages());
export const auditIn = (sandbox: Sandbox): AuditRow[] => rows(sandbox, (ledger) => ledger.audit());
/** People who wait for an answer. */
export const pendingRepliesIn = (sandbox: Sandbox) => rows(sandbox, (ledger) => ledger.pendingReplies());

/** How many messages are being edited, or are due to be at once. */
export function messagesBehind({ database, clock }: Sandbox): number {
  return hasRecord(database) ? lookInto(database, (ledger) => ledger.messagesBehind(clock.now())) : 0;
}
