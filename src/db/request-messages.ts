// Changes to a request's messages in the transaction that moves or amends it.
import type { MessageKind, Place } from "../impersonation/model/message.js";
import type { Request } from "../impersonation/model/request.js";
import type { Amendment } from "../impersonation/ports/request-store.js";
import type { Database, Tx } from "./engine/engine.js";
import { supersedeOthers } from "./superseded.js";

/**
 * All but the message with this attempt's link, which an edit would remove: it is left alone until the link has to go. Of
 * the superseded ones, those that Slack let be neither deleted nor edited.
 */
export async function makeMessagesDue(tx: Tx, request: Request, dueAt: number): Promise<void> {
  const linkStays = request.status === "issued" && request.linkWithdrawnAt === null;
  const query = tx
    .updateTable("messages")
    .set({ dueAt, tries: 0 })
    .where("requestId", "=", request.id)
    .where(({ or, eb }) => or([eb("supersededAt", "is", null), eb("refused", "is not", null)]));
  await (linkStays ? query.where("attempt", "is distinct from", request.attempt) : query).execute();
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

/** The same for kinds of which a request has one at most. */
export async function addOnce(
  tx: Tx,
  requestId: string,
  messageKinds: readonly MessageKind[],
  dueAt: number,
): Promise<void> {
  const known = await tx
    .selectFrom("messages")
    .select("kind")
    .where("requestId", "=", requestId)
    .where("kind", "in", [...messageKinds])
    .execute();
  const missing = messageKinds.filter((kind) => !known.some((message) => message.kind === kind));
  await addMessages(tx, requestId, missing, dueAt);
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
  now: number,
): Promise<void> {
  await removePosting(tx, request, kind);
  const shown = {
    requestId: request.id,
    kind,
    attempt: request.attempt,
    shownRevision: request.revision,
    supersededAt: null,
    dueAt: null,
    tries: 0,
  };
  await tx
    .insertInto("messages")
    .values({ ...place, ...shown })
    // A click on the message can adopt it before Slack's answer to the post is recorded.
    .onConflict((known) => known.columns(["channel", "ts"]).doUpdateSet(shown))
    .execute();
  await supersedeOthers(tx, request.id, place, now);
}
