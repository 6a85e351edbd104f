// Requests in the database: each move one conditional write with its audit row, in one transaction.
import { sql, type Transaction, type UpdateObject } from "kysely";
import { ImpersonationError } from "../impersonation/model/errors.js";
import { isLegal, type Move, moves, openStatuses } from "../impersonation/model/lifecycle.js";
import type { Moment } from "../impersonation/model/message.js";
import type { NewRequest, Patch, Request } from "../impersonation/model/request.js";
import type { Amendment, Inserted, RequestStore, Transition } from "../impersonation/ports/ports.js";
import { writeAudit } from "./audit.js";
import { addMessages, addPosted, addPosting, messagesDueAt, removePosting } from "./request-messages.js";
import { readRequest } from "./rows.js";
import type { Schema } from "./schema.js";
import type { Database } from "./sqlite/engine.js";

/** A message that nobody brought up to date by then is picked up by upkeep. */
const graceMs = 1_000;

export function createRequestStore(database: Database): RequestStore {
  return {
    insert: (request, deliveryKey, announce) =>
      database.transaction().execute((tx) => insert(tx, request, deliveryKey, announce)),
    async get(id) {
      const row = await database.selectFrom("requests").selectAll().where("id", "=", id).executeTakeFirst();
      return row && readRequest(row);
    },
    async madeBy(deliveryKey) {
      const query = database.selectFrom("requests").selectAll().where("delivery_key", "=", deliveryKey);
      const row = await query.executeTakeFirst();
      return row && readRequest(row);
    },
    move: (seen, move, transition) => database.transaction().execute((tx) => moveOn(tx, seen, move, transition)),
    amend: (seen, patch, visible, about) =>
      database.transaction().execute((tx) => amend(tx, seen, patch, visible, about)),
    notPosted: (request, moment) => removePosting(database, request, moment),
    async due(now, limit, except = []) {
      const due = database.selectFrom("requests").selectAll().where("due_at", "<=", now).orderBy("due_at");
      const query = except.length === 0 ? due : due.where("id", "not in", [...except]);
      return (await query.limit(limit).execute()).map(readRequest);
    },
    async wakeUnfinished(now) {
      await database
        .updateTable("requests")
        .set({ due_at: now })
        .where(sql<boolean>`status in ('approved', 'revoking')`)
        .execute();
    },
    async claimSessions(requestId, sessionIds) {
      if (sessionIds.length === 0) return [];
      return database.transaction().execute(async (tx) => {
        await tx
          .insertInto("sessions")
          .values(sessionIds.map((id) => ({ session_id: id, request_id: requestId })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const held = await tx
          .selectFrom("sessions")
          .select("session_id")
          .where("session_id", "in", [...sessionIds])
          .where("request_id", "=", requestId)
          .execute();
        return held.map((row) => row.session_id);
      });
    },
    async sessionsOf(requestId) {
      const rows = await database
        .selectFrom("sessions")
        .select("session_id")
        .where("request_id", "=", requestId)
        .execute();
      return rows.map((row) => row.session_id);
    },
    record: (entry) => writeAudit(database, entry),
  };
}

type Tx = Transaction<Schema>;

async function insert(
  tx: Tx,
  request: NewRequest,
  deliveryKey: string,
  announce: readonly Moment[],
): Promise<Inserted> {
  const known = await tx.selectFrom("requests").select("id").where("delivery_key", "=", deliveryKey).executeTakeFirst();
  if (known !== undefined) return { outcome: "duplicate" };
  const open = await openRequest(tx, request);
  if (open !== undefined) return { outcome: "already_open", request: open };
  const row = await tx
    .insertInto("requests")
    .values({
      id: request.id,
      delivery_key: deliveryKey,
      status: "pending",
      revision: 1,
      attempt: 0,
      actor_slack_id: request.actorSlackId,
      actor_sub: request.actorSub,
      actor_clerk_id: request.actorClerkId,
      actor_emails: JSON.stringify(request.actorEmails),
      subject_id: request.subjectId,
      subject_name: request.subjectName,
      subject_email: request.subjectEmail,
      reason: request.reason,
      session_ms: request.sessionMs,
      asked_at: request.askedAt,
      lapses_at: request.lapsesAt,
      due_at: request.lapsesAt,
      tries: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await addMessages(tx, request.id, announce, request.askedAt + graceMs);
  await writeAudit(tx, {
    at: request.askedAt,
    requestId: request.id,
    by: request.actorSlackId,
    action: "ask",
    outcome: "done",
    detail: { subject: request.subjectId, actor_sub: request.actorSub, session_ms: request.sessionMs },
  });
  return { outcome: "inserted", request: readRequest(row) };
}

async function moveOn(tx: Tx, seen: Request, move: Move, transition: Transition): Promise<Request | undefined> {
  if (!isLegal(move, seen.status)) throw new Error(`${move} is no move from ${seen.status}`);
  const { to } = moves[move];
  if (move === "retry") {
    const open = await openRequest(tx, seen);
    if (open !== undefined && open.id !== seen.id)
      throw new ImpersonationError({ code: "already_open", request: open });
  }
  const request = await update(tx, seen, {
    ...columns(transition.patch ?? {}),
    status: to,
    revision: sql`revision + 1`,
    ...(to === "approved" && { attempt: sql`attempt + 1` }),
  });
  if (request === undefined) return undefined;
  await messagesDueAt(tx, request, transition.at + graceMs);
  await addMessages(tx, seen.id, transition.announce ?? [], transition.at + graceMs);
  if (transition.posted !== undefined) await addPosted(tx, request, transition.posted);
  await writeAudit(tx, {
    at: transition.at,
    requestId: seen.id,
    by: transition.by,
    action: move,
    outcome: "done",
    detail: transition.detail ?? {},
  });
  return request;
}

async function amend(
  tx: Tx,
  seen: Request,
  patch: Patch,
  visible: boolean,
  { posting, entry }: Amendment = {},
): Promise<Request | undefined> {
  if (entry !== undefined) await writeAudit(tx, entry);
  const request = await update(tx, seen, { ...columns(patch), revision: sql`revision + ${visible ? 1 : 0}` });
  if (request !== undefined && posting !== undefined) await addPosting(tx, request, posting);
  // Long past: due at once.
  if (request !== undefined && visible) await messagesDueAt(tx, request, 0);
  return request;
}

/** The compare and the set: undefined where the stored request is no longer what was seen. */
async function update(tx: Tx, seen: Request, values: UpdateObject<Schema, "requests">): Promise<Request | undefined> {
  const row = await tx
    .updateTable("requests")
    .set(values)
    .where("id", "=", seen.id)
    .where("status", "=", seen.status)
    .where("attempt", "=", seen.attempt)
    // What was decided without knowing of the token must not stand once there is one.
    .where(sql<boolean>`token_id is ${seen.tokenId}`)
    .returningAll()
    .executeTakeFirst();
  return row && readRequest(row);
}

/** Of the same actor, who may have several Slack accounts, as the same subject. */
async function openRequest(tx: Tx, { actorSlackId, actorSub, subjectId }: NewRequest): Promise<Request | undefined> {
  const open = tx
    .selectFrom("requests")
    .selectAll()
    .where("subject_id", "=", subjectId)
    // Written out, not bound: SQLite uses a partial index only for a condition that it can compare.
    .where(sql<boolean>`status in (${sql.raw(openStatuses.map((status) => `'${status}'`).join(", "))})`);
  const row =
    (await open.where("actor_slack_id", "=", actorSlackId).executeTakeFirst()) ??
    (await open.where("actor_sub", "=", actorSub).executeTakeFirst());
  return row && readRequest(row);
}

/** What a patch sets, by column. */
function columns(patch: Patch) {
  return {
    decided_by: patch.decidedBy,
    decided_at: patch.decidedAt,
    note: patch.note,
    retry_until: patch.retryUntil,
    token_id: patch.tokenId,
    token_created_at: patch.tokenCreatedAt,
    link_expires_at: patch.linkExpiresAt,
    token_may_exist_until: patch.tokenMayExistUntil,
    link_clicked_at: patch.linkClickedAt,
    link_withdrawn_at: patch.linkWithdrawnAt,
    used_at: patch.usedAt,
    used_from: patch.usedFrom,
    session_ends_at: patch.sessionEndsAt,
    revoked_by: patch.revokedBy,
    revoke_asked_at: patch.revokeAskedAt,
    failure: patch.failure,
    closing: patch.closing,
    closed_at: patch.closedAt,
    due_at: patch.dueAt,
    tries: patch.tries,
  };
}
