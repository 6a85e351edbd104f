// Rows as they come from the database, read into the domain's words.
import { z } from "zod";
import { statuses } from "../impersonation/model/lifecycle.js";
import { type Message, moments } from "../impersonation/model/message.js";
import { closings, failures, type Request } from "../impersonation/model/request.js";

const time = z.number().nullable();

const requestRow = z
  .object({
    id: z.string(),
    status: z.enum(statuses),
    revision: z.number(),
    attempt: z.number(),
    actor_slack_id: z.string(),
    actor_sub: z.string(),
    actor_clerk_id: z.string().nullable(),
    actor_emails: z.string(),
    subject_id: z.string(),
    subject_name: z.string(),
    subject_email: z.string().nullable(),
    reason: z.string(),
    session_ms: z.number(),
    asked_at: z.number(),
    lapses_at: z.number(),
    decided_by: z.string().nullable(),
    decided_at: time,
    note: z.string().nullable(),
    retry_until: time,
    token_id: z.string().nullable(),
    token_created_at: time,
    link_expires_at: time,
    token_may_exist_until: time,
    link_clicked_at: time,
    link_withdrawn_at: time,
    used_at: time,
    used_from: z.string().nullable(),
    session_ends_at: time,
    revoked_by: z.string().nullable(),
    revoke_asked_at: time,
    failure: z.enum(failures).nullable(),
    closing: z.enum(closings).nullable(),
    closed_at: time,
    due_at: time,
    tries: z.number(),
  })
  .transform(
    (row): Request => ({
      id: row.id,
      status: row.status,
      revision: row.revision,
      attempt: row.attempt,
      actorSlackId: row.actor_slack_id,
      actorSub: row.actor_sub,
      actorClerkId: row.actor_clerk_id,
      actorEmails: z.array(z.string()).parse(JSON.parse(row.actor_emails)),
      subjectId: row.subject_id,
      subjectName: row.subject_name,
      subjectEmail: row.subject_email,
      reason: row.reason,
      sessionMs: row.session_ms,
      askedAt: row.asked_at,
      lapsesAt: row.lapses_at,
      decidedBy: row.decided_by,
      decidedAt: row.decided_at,
      note: row.note,
      retryUntil: row.retry_until,
      tokenId: row.token_id,
      tokenCreatedAt: row.token_created_at,
      linkExpiresAt: row.link_expires_at,
      tokenMayExistUntil: row.token_may_exist_until,
      linkClickedAt: row.link_clicked_at,
      linkWithdrawnAt: row.link_withdrawn_at,
      usedAt: row.used_at,
      usedFrom: row.used_from,
      sessionEndsAt: row.session_ends_at,
      revokedBy: row.revoked_by,
      revokeAskedAt: row.revoke_asked_at,
      failure: row.failure,
      closing: row.closing,
      closedAt: row.closed_at,
      dueAt: row.due_at,
      tries: row.tries,
    }),
  );

export function readRequest(row: unknown): Request {
  return requestRow.parse(row);
}

const messageRow = z
  .object({
    id: z.number(),
    request_id: z.string(),
    moment: z.enum(moments),
    attempt: z.number().nullable(),
    channel: z.string().nullable(),
    ts: z.string().nullable(),
    shown_revision: z.number(),
    shown_digest: z.string().nullable(),
    unsure_until: time,
    posting_since: time,
    due_at: time,
    tries: z.number(),
  })
  .transform(
    (row): Message => ({
      id: row.id,
      requestId: row.request_id,
      moment: row.moment,
      attempt: row.attempt,
      channel: row.channel,
      ts: row.ts,
      shownRevision: row.shown_revision,
      shownDigest: row.shown_digest,
      unsureUntil: row.unsure_until,
      postingSince: row.posting_since,
      dueAt: row.due_at,
      tries: row.tries,
    }),
  );

export function readMessage(row: unknown): Message {
  return messageRow.parse(row);
}
