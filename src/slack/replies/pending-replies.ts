// People who wait for an answer are on record, so that they get one even if the process dies first.
import type { PendingReply } from "../../impersonation/model/pending-reply.js";
import { backoffMs } from "../../impersonation/model/settings.js";
import { type Clock, waitUntil } from "../../impersonation/ports/clock.js";
import type { PendingReplyStore } from "../../impersonation/ports/pending-reply-store.js";
import type { RequestStore } from "../../impersonation/ports/request-store.js";
import type { Log } from "../../runtime/log.js";
import { reportUnhandled } from "../../runtime/unhandled.js";
import { askedLine } from "../messages/asked.js";
import { compose, type Line } from "../messages/compose.js";
import { formNotice } from "../messages/form-notice.js";
import type { SlackError } from "../transport/web-api.js";
import type { ReplyContext } from "./answer.js";
import { updateForm } from "./forms.js";

interface Bookkeeping {
  readonly pendingReplies: PendingReplyStore;
  readonly log: Log;
}

/** Never throws for the record's sake: where the database takes no writes, the work itself says so. */
export async function trackPending(
  { pendingReplies, log }: Bookkeeping,
  pendingReply: PendingReply,
  work: () => Promise<void>,
): Promise<void> {
  const onRecord = async (write: () => Promise<void>) => {
    try {
      await write();
    } catch (error) {
      log.warn("pending reply not recorded", { error });
    }
  };
  await onRecord(() => pendingReplies.addPendingReply(pendingReply));
  try {
    await work();
  } finally {
    await onRecord(() => pendingReplies.removePendingReply(pendingReply.key));
  }
}

interface RecoveryContext extends Bookkeeping, ReplyContext {
  readonly requests: Pick<RequestStore, "findByDeliveryKey">;
  readonly clock: Clock;
  /** Aborted when the process stops: people not answered by that time stay on record for the next start. */
  readonly stopping: AbortSignal;
}

/** Answers what an earlier process left: in the form that still says "Checking…", or by direct message. */
export async function answerInterrupted(context: RecoveryContext, left: readonly PendingReply[]): Promise<void> {
  const told = left.map(async (pendingReply) => {
    try {
      if (await retryReply(context, pendingReply)) await context.pendingReplies.removePendingReply(pendingReply.key);
    } catch (error) {
      reportUnhandled(context.log, "answering after a restart", error);
    }
  });
  await Promise.all(told);
}

const maxTries = 5;
/** An answer that Slack has not taken for so long is given up: nobody waits for it any more. */
const forgottenAfterMs = 24 * 3_600_000;

/** Resolves with whether the reply is done with. */
async function retryReply(context: RecoveryContext, pendingReply: PendingReply): Promise<boolean> {
  const { clock, stopping } = context;
  for (let tries = 0; ; tries += 1) {
    const failure = await tell(context, pendingReply);
    if (failure === undefined) return true;
    if (failure.kind === "refused" || tries + 1 === maxTries) break;
    // Said twice, where only Slack's answer was lost, is better than not at all.
    if (!(await waitUntil(clock, clock.now() + backoffMs(tries, failure.retryAfterMs), stopping))) break;
  }
  return clock.now() - pendingReply.at > forgottenAfterMs;
}

/** Resolves with why they were not reached. */
async function tell(context: RecoveryContext, pendingReply: PendingReply): Promise<SlackError | undefined> {
  const { requests, clock, approvalChannel } = context;
  const { key, kind, at, viewId } = pendingReply;
  const request = kind === "ask" ? await requests.findByDeliveryKey(key) : undefined;
  if (request === undefined) return say(context, pendingReply, kind === "click" ? clicked(at) : notAsked(at));
  if (request.status === "pending" && clock.now() < request.lapsesAt) {
    return say(context, pendingReply, askedLine(undefined, approvalChannel));
  }
  // Its own messages say what became of it. Only a form that is still open has to stop saying "Checking…".
  return viewId === null ? undefined : say({ ...context, answer: async () => undefined }, pendingReply, made);
}

function say(on: RecoveryContext, { userId, viewId }: PendingReply, words: Line): Promise<SlackError | undefined> {
  if (viewId === null) return on.answer({ userId }, compose([{ line: words }]));
  return updateForm(on, { userId }, viewId, formNotice("Interrupted", words), [words]);
}

const clicked = (at: number): Line => [
  "Understudy was stopped while it worked on what you clicked ",
  { at },
  ". The request's card shows where it stands; press again what it still offers.",
];

const notAsked = (at: number): Line => [
  "Understudy was stopped while it worked on what you asked ",
  { at },
  ". Nothing was asked; please ask again.",
];

const made: Line = ["Your request was made. Its direct messages tell what has become of it."];
