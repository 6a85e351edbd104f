// One direct message for each request: older ones are superseded once a newer one is known to stand in Slack.
import { sql } from "kysely";
import { channelKinds, isDirect, type MessageKind, type Place } from "../impersonation/model/message.js";
import type { Database, Tx } from "./engine/engine.js";
import { aTime } from "./engine/sql.js";

/** SQL for `isDirect` of the row that has that name. */
const direct = (row: string) =>
  sql<boolean>`${sql.ref(`${row}.kind`)} not in (${sql.join(channelKinds.map((kind) => sql.lit(kind)))})`;

/** SQL: that row has the link that works now. Only `supersedeOthers`, with a newer link, takes its place. */
const hasTheLink = (row: string) =>
  sql<boolean>`exists (select 1 from requests as linked where linked.id = ${sql.ref(`${row}.requestId`)}
    and linked.status = 'issued' and linked.link_withdrawn_at is null
    and ${sql.ref(`${row}.kind`)} = 'link' and linked.attempt is not distinct from ${sql.ref(`${row}.attempt`)})`;

/** The direct messages from before this one are superseded, and due. Nothing happens where it is no direct message. */
export async function supersedeOlder(tx: Tx, messageId: number, now: number): Promise<void> {
  await sql`update messages set superseded_at = ${now}, due_at = ${now}
    where id < ${messageId} and superseded_at is null and ${direct("messages")} and not ${hasTheLink("messages")}
      and request_id =
      (select request_id from messages as newer
        where newer.id = ${messageId} and newer.superseded_at is null and ${direct("newer")})`.execute(tx);
}

/** All others are: what was posted just now is the newest. */
export async function supersedeOthers(tx: Tx, requestId: string, { ts }: Place, now: number): Promise<void> {
  await sql`update messages set superseded_at = ${now}, due_at = ${now}
    where request_id = ${requestId} and superseded_at is null and ${direct("messages")} and ts is distinct from ${ts}`.execute(
    tx,
  );
}

/** For a row that takes the place of another: whether it is superseded follows from what stands without that one. */
export async function judgeAgain(tx: Tx, messageId: number, now: number): Promise<void> {
  await sql`update messages set superseded_at = case when exists (select 1 from messages as newer
      where newer.request_id = messages.request_id and newer.id > messages.id and newer.ts is not null
        and newer.superseded_at is null and ${direct("newer")}) then coalesce(superseded_at, ${now}) end
    where id = ${messageId} and ${direct("messages")}`.execute(tx);
}

/**
 * SQL for the `superseded_at` of a message that somebody clicked on and the store did not know: a copy that is older than
 * the message that stands, or stands beside the link that works now. While a link is being posted its message may be clicked on before it is on record.
 */
export function supersededCopy(kind: MessageKind, ts: string, now: number) {
  if (!isDirect(kind)) return sql<null>`null`;
  return sql<number | null>`case when status <> 'approved' and exists (
    select 1 from messages as newer where newer.request_id = requests.id
      and (newer.ts > ${ts} or ${hasTheLink("newer")}) and newer.superseded_at is null and ${direct("newer")}) then ${aTime(now)} end`;
}

/**
 * A superseded message was deleted, or shows no more than a line: nothing is left to do, but to look for a post that was not
 * answered, and to repeat the line where an earlier edit may still land over it.
 */
export async function recordRetired(
  database: Database,
  messageId: number,
  claim: string,
  { now, checkAgainAt, postingSince }: { now: number; checkAgainAt: number | null; postingSince: number | null },
): Promise<void> {
  await database
    .updateTable("messages")
    .set({
      claim: null,
      claimedBy: null,
      claimedUntil: null,
      tries: 0,
      shownDigest: null,
      unsureUntil: sql<number | null>`case when unsure_until > ${now} then unsure_until end`,
      dueAt: checkAgainAt,
      postingSince,
      refused: null,
    })
    .where("id", "=", messageId)
    .where("claim", "=", claim)
    .execute();
}
