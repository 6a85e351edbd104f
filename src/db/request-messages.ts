// What a move or an amendment of a request does to its messages, in the same transaction.
import { sql, type Transaction } from "kysely";
import type { Moment, Place } from "../impersonation/model/message.js";
import type { Request } from "../impersonation/model/request.js";
import type { Amendment } from "../impersonation/ports/ports.js";
import type { Schema } from "./schema.js";
import type { Database } from "./sqlite/engine.js";

type Tx = Transaction<Schema>;

/** The message with this attempt's link shows what `issued` is, and is left alone until the link has to go. */
export async function messagesDueAt(tx: Tx, request: Request, dueAt: number): Promise<void> {
  const linkStays = request.status === "issued" && request.linkWithdrawnAt === null;
  const query = tx.updateTable("messages").set({ due_at: dueAt }).where("request_id", "=", request.id);
  await (linkStays ? query.where(sql<boolean>`attempt is not ${request.attempt}`) : query).execute();
}

export async function addMessages(tx: Tx, requestId: string, moments: readonly Moment[], dueAt: number): Promise<void> {
  if (moments.length === 0) return;
  await tx
    .insertInto("messages")
    .values(moments.map((moment) => ({ request_id: requestId, moment, shown_revision: 0, due_at: dueAt, tries: 0 })))
    .execute();
}

export async function addPosting(tx: Tx, request: Request, { moment, since }: NonNullable<Amendment["posting"]>) {
  await tx
    .insertInto("messages")
    .values({
      request_id: request.id,
      moment,
      attempt: request.attempt,
      shown_revision: 0,
      posting_since: since,
      tries: 0,
    })
    .execute();
}

export async function removePosting(
  database: Database,
  { id, attempt }: Pick<Request, "id" | "attempt">,
  moment: Moment,
): Promise<void> {
  await database
    .deleteFrom("messages")
    .where("request_id", "=", id)
    .where("moment", "=", moment)
    .where("attempt", "=", attempt)
    .where("ts", "is", null)
    .execute();
}

export async function addPosted(
  tx: Tx,
  request: Request,
  { moment, place }: { moment: Moment; place: Place },
): Promise<void> {
  await removePosting(tx, request, moment);
  const shown = {
    request_id: request.id,
    moment,
    attempt: request.attempt,
    shown_revision: request.revision,
    due_at: null,
    tries: 0,
  };
  await tx
    .insertInto("messages")
    .values({ ...place, ...shown })
    // A quick click on it can be recorded, and the message adopted, before the post's answer is.
    .onConflict((known) => known.columns(["channel", "ts"]).doUpdateSet(shown))
    .execute();
}
