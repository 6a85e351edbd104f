// Changes to a request's messages in the transaction that moves or amends it.
import { sql, type Transaction } from "kysely";
import type { MessageKind, Place } from "../impersonation/model/message.js";
import type { Request } from "../impersonation/model/request.js";
import type { Amendment } from "../impersonation/ports/request-store.js";
import type { Schema } from "./schema.js";
import type { Database } from "./sqlite/engine.js";

type Tx = Transaction<Schema>;

/** All but the message with this attempt's link, which an edit would remove: it is left alone until the link has to go. */
export async function makeMessagesDue(tx: Tx, request: Request, dueAt: number): Promise<void> {
  const linkStays = request.status === "issued" && request.linkWithdrawnAt === null;
  const query = tx.updateTable("messages").set({ dueAt }).where("requestId", "=", request.id);
  await (linkStays ? query.where(sql<boolean>`attempt is not ${request.attempt}`) : query).execute();
}

export async function addMessages(
  tx: Tx,
  requestId: string,
  messageKinds: readonly MessageKind[],
  dueAt: number,
): Promise<void> {
  if (messageKinds.length === 0) return;
  await tx
    .insertInto("messages")
    .values(messageKinds.map((kind) => ({ requestId, kind, shownRevision: 0, dueAt, tries: 0 })))
    .execute();
}

export async function addPosting(tx: Tx, request: Request, { kind, since }: NonNullable<Amendment["posting"]>) {
  await tx
    .insertInto("messages")
    .values({
      requestId: request.id,
      kind,
      attempt: request.attempt,
      shownRevision: 0,
      postingSince: since,
      tries: 0,
    })
    .execute();
}

export async function removePosting(
  database: Database,
  { id, attempt }: Pick<Request, "id" | "attempt">,
  kind: MessageKind,
): Promise<void> {
  await database
    .deleteFrom("messages")
    .where("requestId", "=", id)
    .where("kind", "=", kind)
    .where("attempt", "=", attempt)
    .where("ts", "is", null)
    .execute();
}

export async function addPosted(
  tx: Tx,
  request: Request,
  { kind, place }: { kind: MessageKind; place: Place },
): Promise<void> {
  await removePosting(tx, request, kind);
  const shown = {
    requestId: request.id,
    kind,
    attempt: request.attempt,
    shownRevision: request.revision,
    dueAt: null,
    tries: 0,
  };
  await tx
    .insertInto("messages")
    .values({ ...place, ...shown })
    // A click on the message can adopt it before Slack's answer to the post is recorded.
    .onConflict((known) => known.columns(["channel", "ts"]).doUpdateSet(shown))
    .execute();
}
