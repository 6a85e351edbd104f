// The tables' types for Kysely, and how their rows are parsed. A column has its field's name, in snake case.
import { CamelCasePlugin, type Generated } from "kysely";
import { z } from "zod";
import type { AuditEntry } from "../../impersonation/model/audit.js";
import { type Message, messageSchema } from "../../impersonation/model/message.js";
import type { PendingReply } from "../../impersonation/model/pending-reply.js";
import { type Request, requestSchema } from "../../impersonation/model/request.js";
import type { Home } from "../../impersonation/ports/home-store.js";
import type { HeldSession } from "../../impersonation/ports/session-store.js";

export interface Schema {
  requests: z.input<typeof requestRow> & { readonly deliveryKey: string } & Claimable;
  sessions: HeldSession;
  messages: Omit<Message, "id"> & {
    readonly id: Generated<number>;
    readonly claim: string | null;
    readonly claimedUntil: number | null;
    /** Slack's error code, while no further try is made because of it. */
    readonly refused: string | null;
  } & Claimable;
  pendingReplies: PendingReply & { readonly answeredAt: number | null } & Claimable;
  homes: Home & Claimable;
  /** The processes that work on the database. The lease is by the server's time, which all read alike. */
  instances: { readonly id: string; readonly leaseUntil: number };
  /** What one of them does at a time. */
  sharedTasks: { readonly name: string; readonly dueAt: number };
  audit: Omit<AuditEntry, "detail"> & { readonly id: Generated<number>; readonly detail: string };
}

/** `claimedBy`: the process that works on it, and nobody else does while it lives. */
interface Claimable {
  readonly claimedBy: string | null;
}

export const columnNames = new CamelCasePlugin();

const json = z.string().transform((text): unknown => JSON.parse(text));

/** Lists are stored as JSON text. */
const requestRow = requestSchema.extend({
  actorEmails: json.pipe(requestSchema.shape.actorEmails),
  unverifiedClashes: json.pipe(requestSchema.shape.unverifiedClashes),
});

/** The values of a request's fields as they are stored. */
export function toRow<T extends Partial<Request>>({ actorEmails, unverifiedClashes, ...plain }: T) {
  return {
    ...plain,
    ...(actorEmails !== undefined && { actorEmails: JSON.stringify(actorEmails) }),
    ...(unverifiedClashes !== undefined && { unverifiedClashes: JSON.stringify(unverifiedClashes) }),
  };
}

export function readRequest(row: unknown): Request {
  return requestRow.parse(row);
}

export function readMessage(row: unknown): Message {
  return messageSchema.parse(row);
}
