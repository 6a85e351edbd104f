// Records who waits for a reply, so that a crash leaves nobody without one, and no payload has its effect twice.
import { isStoreFailure } from "../../impersonation/model/errors.js";
import type { PendingReply } from "../../impersonation/model/pending-reply.js";
import { backoffMs } from "../../impersonation/model/settings.js";
import { type Clock, waitUntil } from "../../impersonation/ports/clock.js";
import type { PendingReplyStore } from "../../impersonation/ports/pending-reply-store.js";
import type { RequestStore } from "../../impersonation/ports/request-store.js";
import type { Log } from "../../runtime/log.js";
import { reportUnhandled } from "../../runtime/unhandled.js";
import { compose, type Line } from "../messages/blocks/compose.js";
import { formNotice } from "../messages/forms/form-notice.js";
import { askedLine } from "../messages/request/asked.js";
import type { SlackError } from "../transport/web-api.js";
import type { ReplyContext } from "./answer.js";
import { updateForm } from "./forms.js";

interface RecordContext {
  readonly pendingReplies: PendingReplyStore;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * `acknowledge` may carry a response; without it the work acknowledges, in time. `ignore` acknowledges a payload that came
 * before, and nothing more is done about it.
 */
interface Payload {
  readonly acknowledge?: () => Promise<void>;
  readonly ignore: () => Promise<void>;
  readonly work: () => Promise<void>;
}

/**
 * Acknowledges the payload and does its work, also where the reply can't be recorded: a failing database is the work's to
 * report. Where another program locks the database, the reply is recorded later, before whatever the work writes.
 */
export async function trackPending(
  { pendingReplies, now, log }: RecordContext,
  pendingReply: PendingReply,
  { acknowledge, ignore, work }: Payload,
): Promise<void> {
  const tryToRecord = async <T>(write: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await write();
    } catch (error) {
      log.warn("pending reply not recorded", { error });
      return undefined;
    }
  };
  const added = await tryToRecord(() => pendingReplies.addPendingReply(pendingReply));
  if (added === "known") {
    log.info("duplicate payload ignored", { user: pendingReply.userId });
    return ignore();
  }
  const later = added === "locked" ? tryToRecord(() => pendingReplies.addOnceUnlocked(pendingReply)) : undefined;
  try {
    await acknowledge?.();
    await work();
  } finally {
    await later;
    await tryToRecord(() => pendingReplies.replied(pendingReply, now()));
  }
}

interface RecoveryContext extends Omit<RecordContext, "now">, ReplyContext {
  readonly requests: Pick<RequestStore, "findByDeliveryKey">;
  readonly clock: Clock;
  /** Aborted on shutdown: replies not sent by that time stay on record for the next start. */
  readonly stopping: AbortSignal;
}

/** Sends the replies that an earlier process left pending: in the form that still says "Checking…", or by direct message. */
export async function answerInterrupted(context: RecoveryContext, left: readonly PendingReply[]): Promise<void> {
  const replies = left.map(async (pendingReply) => {
    try {
      if (!(await retryReply(context, pendingReply))) return;
      await context.pendingReplies.replied(pendingReply, context.clock.now());
    } catch (error) {
      // The reply is over, and the store records that as soon as it can.
      if (isStoreFailure(error)) context.log.warn("reply not recorded yet", { error });
      else reportUnhandled(context.log, "answering what was interrupted", error);
    }
  });
  await Promise.all(replies);
}

/** After this nobody waits for the reply any more. */
const abandonAfterMs = 24 * 3_600_000;

/** Resolves with whether the reply is no longer pending. */
async function retryReply(context: RecoveryContext, pendingReply: PendingReply): Promise<boolean> {
  const { clock, stopping } = context;
  for (let tries = 0; ; tries += 1) {
    const failure = await tryReply(context, pendingReply);
    if (failure === undefined) return true;
    if (failure.kind === "refused" || clock.now() - pendingReply.at > abandonAfterMs) break;
    // Where only Slack's answer was lost, the reply is sent twice: better than not at all.
    if (!(await waitUntil(clock, clock.now() + backoffMs(tries, failure.retryAfterMs), stopping))) break;
  }
  return clock.now() - pendingReply.at > abandonAfterMs;
}

type Failure = Pick<SlackError, "kind" | "retryAfterMs">;

/** Resolves with why the reply was not delivered. */
async function tryReply(context: RecoveryContext, pendingReply: PendingReply): Promise<Failure | undefined> {
  try {
    return await reply(context, pendingReply);
  } catch (error) {
    // The database is away for a while, as Slack can be.
    if (!isStoreFailure(error)) throw error;
    return { kind: "unknown", retryAfterMs: 0 };
  }
}

/** Resolves with the error where the reply was not delivered. Throws where the store fails. */
async function reply(context: RecoveryContext, pendingReply: PendingReply): Promise<SlackError | undefined> {
  const { requests, clock, approvalChannel } = context;
  const { key, kind, at, viewId } = pendingReply;
  const request = kind === "ask" ? await requests.findByDeliveryKey(key) : undefined;
  if (request === undefined) return send(context, pendingReply, kind === "click" ? clicked(at) : notAsked(at));
  if (request.status === "pending" && clock.now() < request.lapsesAt) {
    return send(context, pendingReply, askedLine(undefined, approvalChannel));
  }
  // The request's own messages show its outcome. Only a form that is still open has to stop showing "Checking…".
  return viewId === null ? undefined : send({ ...context, answer: async () => undefined }, pendingReply, made);
}

function send(
  context: RecoveryContext,
  { userId, viewId }: PendingReply,
  words: Line,
): Promise<SlackError | undefined> {
  const content = compose([{ line: words }]);
  if (viewId === null) return context.answer({ userId }, content);
  return updateForm(context, { userId }, viewId, formNotice("Interrupted", words), content);
}

const clicked = (at: number): Line => [
  "Understudy was stopped while it worked on what you clicked or typed ",
  { at },
  ". The request's card and ",
  { code: "/impersonate status" },
  " show where it stands. Press again what is still offered.",
];

const notAsked = (at: number): Line => [
  "Understudy was stopped while it worked on your request from ",
  { at },
  ", and did not make it. Please ask again.",
];

const made: Line = ["Your request was made. Your direct messages show where it stands."];
