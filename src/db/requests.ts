// Requests in the database: each move is one conditional write with its audit row, in one transaction.
import { sql, type UpdateObject } from "kysely";
import { ImpersonationError } from "../impersonation/model/errors.js";
import { isLegal, type Move, moves } from "../impersonation/model/lifecycle.js";
import type { MessageKind } from "../impersonation/model/message.js";
import { redactSecrets } from "../impersonation/model/redact.js";
import type { NewRequest, Patch, Request } from "../impersonation/model/request.js";
import { pendingDueAt } from "../impersonation/model/schedule.js";
import type { Amendment, Inserted, RequestStore, Transition } from "../impersonation/ports/request-store.js";
import { writeAudit } from "./audit.js";
import type { Database, Engine, Tx } from "./engine/engine.js";
import { readRequest, type Schema, toRow } from "./engine/schema.js";
import { findOpenRequest, openRequestsOf } from "./lists/open-requests.js";
import { recentSubjects } from "./lists/recent-subjects.js";
import { addMessages, addOnce, addPosted, addPosting, makeMessagesDue, removePosting } from "./request-messages.js";

/** The scheduler syncs a message that is still stale after this: what takes longer is shown to be under way. */
const graceMs = 700;

export function createRequestStore(engine: Engine): RequestStore {
  const { durable: database } = engine;
  return {
    insert: (request, deliveryKey, announce, openMax) =>
      database.transaction().execute(async (tx) => {
        await engine.lockAsks(tx);
        if (await isTakenOver(tx, engine, deliveryKey)) return { outcome: "duplicate" };
        return insert(tx, request, deliveryKey, announce, openMax);
      }),
    openRequestsOf: (actor) => openRequestsOf(database, actor),
    recentSubjects: (actorSlackId, limit) => recentSubjects(database, actorSlackId, limit),
    async get(id) {
      const row = await database.selectFrom("requests").selectAll().where("id", "=", id).executeTakeFirst();
      return row && readRequest(row);
    },
    async findByDeliveryKey(deliveryKey) {
      const query = database.selectFrom("requests").selectAll().where("deliveryKey", "=", deliveryKey);
      const row = await query.executeTakeFirst();
      return row && readRequest(row);
    },
    move: (seen, move, transition) =>
      database.transaction().execute(async (tx) => {
        if (move === "retry") await engine.lockAsks(tx);
        return applyMove(tx, engine, seen, move, transition);
      }),
    amend: (seen, patch, visible, about) =>
      visible || about !== undefined
        ? database.transaction().execute((tx) => amend(tx, seen, patch, visible, about))
        : compareAndSet(database, seen, amended(patch)),
    notPosted: (request, kind) => removePosting(database, request, kind),
    async liveLinks() {
      // Literals, not parameters: SQLite uses a partial index only where it can match its condition.
      const count = sql<{ count: number }>`select count(*) as count from requests where status in ('issued', 'active')`;
      return (await count.execute(database)).rows[0]?.count ?? 0;
    },
    record: (entry) => writeAudit(database, [entry]),
  };
}

/** Another process tells the person that no request was made. None takes it over while the transaction lasts. */
async function isTakenOver(tx: Tx, { instance, isShared }: Engine, deliveryKey: string): Promise<boolean> {
  const owner = await tx
    .selectFrom("pendingReplies")
    .select("claimedBy")
    .where("key", "=", deliveryKey)
    .$if(isShared, (query) => query.forShare())
    .executeTakeFirst();
  return owner !== undefined && owner.claimedBy !== instance;
}

async function insert(
  tx: Tx,
  request: NewRequest,
  deliveryKey: string,
  announce: readonly MessageKind[],
  openMax: number,
): Promise<Inserted> {
  const known = await tx.selectFrom("requests").select("id").where("deliveryKey", "=", deliveryKey).executeTakeFirst();
  if (known !== undefined) return { outcome: "duplicate" };
  const open = await findOpenRequest(tx, request);
  if (open !== undefined) return { outcome: "already_open", request: open };
  const requests = await openRequestsOf(tx, request);
  if (requests.length >= openMax) return { outcome: "too_many_open", requests };
  const row = await tx
    .insertInto("requests")
    .values({
      ...request,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from requests)`,
      actorEmails: JSON.stringify(request.actorEmails),
      unverifiedClashes: JSON.stringify(request.unverifiedClashes),
      deliveryKey,
      status: "pending",
      revision: 1,
      attempt: 0,
      dueAt: pendingDueAt({ ...request, remindedAt: null }),
      tries: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await addMessages(tx, request.id, announce, request.askedAt + graceMs);
  const detail = {
    subject: request.subjectId,
    actor_sub: request.actorSub,
    session_ms: request.sessionMs,
    reason: redactSecrets(request.reason),
  };
  await writeAudit(tx, [
    { at: request.askedAt, requestId: request.id, by: request.actorSlackId, action: "ask", outcome: "done", detail },
  ]);
  return { outcome: "inserted", request: readRequest(row) };
}

/** What goes on after the move, in the process that made it. */
const begun: ReadonlySet<Move> = new Set(["approve", "retry", "revoke"]);

async function applyMove(
  tx: Tx,
  { instance }: Engine,
  seen: Request,
  move: Move,
  transition: Transition,
): Promise<Request | undefined> {
  if (!isLegal(move, seen.status)) throw new Error(`${move} is no move from ${seen.status}`);
  const { to } = moves[move];
  const { patch, by, at, detail = {}, before, after, announce = [], posted } = transition;
  if (move === "retry") await refuseRetry(tx, seen, transition.openMax);
  const request = await compareAndSet(tx, seen, {
    ...toRow(patch ?? {}),
    status: to,
    revision: sql`revision + 1`,
    claimedBy: begun.has(move) ? instance : null,
    ...(to === "approved" && { attempt: sql`attempt + 1` }),
  });
  if (request === undefined) {
    if (before !== undefined) await writeAudit(tx, [before]);
    return undefined;
  }
  await makeMessagesDue(tx, request, at + graceMs);
  await addMessages(tx, seen.id, announce, at + graceMs);
  if (posted !== undefined) await addPosted(tx, request, posted, at);
  const own = { at, requestId: seen.id, by, action: move, outcome: "done", detail };
  await writeAudit(
    tx,
    [before, own, after].filter((entry) => entry !== undefined),
  );
  return request;
}

/** A failed request is not open: it may be opened again only where a new one could be. */
async function refuseRetry(tx: Tx, failed: Request, openMax = Number.POSITIVE_INFINITY): Promise<void> {
  const open = await findOpenRequest(tx, failed);
  if (open !== undefined && open.id !== failed.id)
    throw new ImpersonationError({ code: "already_open", request: open });
  const { actorSlackId } = failed;
  const others = (await openRequestsOf(tx, failed)).filter(({ id }) => id !== failed.id);
  if (others.length >= openMax)
    throw new ImpersonationError({ code: "actor_has_too_many_open", actorSlackId, max: openMax });
}

async function amend(
  tx: Tx,
  seen: Request,
  patch: Patch,
  visible: boolean,
  { posting, entry, announce }: Amendment = {},
): Promise<Request | undefined> {
  if (entry !== undefined) await writeAudit(tx, [entry]);
  const request = await compareAndSet(tx, seen, { ...amended(patch), revision: sql`revision + ${visible ? 1 : 0}` });
  if (request !== undefined && posting !== undefined) await addPosting(tx, request, posting);
  // Time 0 has long passed: due at once.
  if (request !== undefined && announce !== undefined) await addOnce(tx, request.id, announce, 0);
  if (request !== undefined && visible) await makeMessagesDue(tx, request, 0);
  return request;
}

/** What is left for later is anybody's. */
function amended(patch: Patch) {
  return { ...toRow(patch), ...(patch.dueAt !== undefined && { claimedBy: null }) };
}

/** The compare-and-set: undefined where the stored request is no longer what was seen. */
async function compareAndSet(
  tx: Database,
  seen: Request,
  values: UpdateObject<Schema, "requests">,
): Promise<Request | undefined> {
  const row = await tx
    .updateTable("requests")
    .set(values)
    .where("id", "=", seen.id)
    .where("status", "=", seen.status)
    .where("attempt", "=", seen.attempt)
    // A decision made without knowing of the token must not take effect once there is one.
    .where("tokenId", "is not distinct from", seen.tokenId)
    .returningAll()
    .executeTakeFirst();
  return row && readRequest(row);
}
