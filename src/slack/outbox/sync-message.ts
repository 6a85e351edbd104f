// Syncs one message of a request: claims it, renders it, edits or posts it, and records the outcome.
import { createHash } from "node:crypto";
import { understudy } from "../../impersonation/model/audit.js";
import type { CardProblem } from "../../impersonation/model/errors.js";
import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { backoffMs, claimMaxMs } from "../../impersonation/model/settings.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import type { CardRefused } from "../../impersonation/ports/notifier.js";
import type { RequestStore } from "../../impersonation/ports/request-store.js";
import type { Log } from "../../runtime/log.js";
import type { RenderContext } from "../messages/card.js";
import { render } from "../messages/render.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { editOrPost } from "./edit-or-post.js";
import { findMissingPost } from "./missing-post.js";
import { mayAppearUntil, mayBePosted, mayShow } from "./staleness.js";

export interface OutboxContext {
  readonly api: SlackApi;
  readonly store: RequestStore & MessageStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly renderContext: RenderContext;
  /** The author of the bot's own messages. */
  readonly botUserId: string;
}

/** Longer than a search, an edit, a deletion and a new post can take together, timeouts included. */
const claimMs = claimMaxMs;
/** An unanswered edit may still land for this long; the message is edited again after it. */
export const unsureMs = claimMaxMs;

/** Codes that no change of settings resolves. */
export const permanentRefusals = ["message_not_found", "cant_delete_message", "is_inactive"];

/** `later`: still to be done, by another worker or at the next try. `cardRefused`: the channel will not take the card. */
type Synced = "done" | "later" | CardRefused;

/** Where `request` is out of date by now, another run follows the change, and finds the message still stale. */
export async function syncMessage(context: OutboxContext, stale: Message, request: Request): Promise<Synced> {
  const { store, clock } = context;
  // Claimed at the revision that was read, so that what is shown is never older than what another worker has shown.
  const claimed = await store.claim(stale.id, clock.now(), clock.now() + claimMs, request.revision);
  if (claimed === undefined) return "later";
  const { claim } = claimed;
  // Without the time that the claim has set: it is for a post that is still to come.
  const message = { ...claimed.message, postingSince: stale.postingSince };
  if (!mayShow(message, request)) {
    await store.release(stale.id, claim, request.revision, { postingSince: stale.postingSince });
    return message.ts === null ? "later" : "done";
  }
  try {
    return await show(context, { message, claim, request });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return reschedule(context, { message, claim, request, error });
  }
}

interface ClaimedMessage {
  readonly message: Message;
  readonly claim: string;
  readonly request: Request;
}

async function show(context: OutboxContext, { message: held, claim, request }: ClaimedMessage): Promise<Synced> {
  const { store, clock, renderContext } = context;
  const message = await findMissingPost(
    { ...context, approvalChannel: renderContext.approvalChannel },
    held,
    claim,
    request,
  );
  const { postingSince: since } = message;
  const until = mayAppearUntil(message);
  const missingPost = since !== null && clock.now() < until ? { since, until } : undefined;
  if (message.ts === null && !mayBePosted(message, request)) {
    if (missingPost === undefined) await store.drop(message.id, claim);
    else await store.postpone(message.id, claim, { dueAt: until, unsureUntil: null, postingSince: since });
    return missingPost === undefined ? "done" : "later";
  }
  const content = render(message.kind, request, renderContext);
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
  const target = message.kind === "card" ? renderContext.approvalChannel : request.actorSlackId;
  const place =
    alreadyShown(message, digest) ?? (await editOrPost(context, { message, claim, request, content, target }));
  if (place === undefined) {
    await store.drop(message.id, claim);
    return "done";
  }
  await store.shown(message.id, claim, { ...place, revision: request.revision, digest, now: clock.now(), missingPost });
  return "done";
}

/** Not every move changes every message. */
function alreadyShown({ channel, ts, shownDigest, unsureUntil }: Message, digest: string): Place | undefined {
  const same = shownDigest === digest && unsureUntil === null && channel !== null && ts !== null;
  return same ? { channel, ts } : undefined;
}

/** Slack asks for a minute at most; whatever else it may say, a card does not stay out for an hour. */
const slackWaitMaxMs = 600_000;

interface Failed extends ClaimedMessage {
  readonly error: SlackError;
}

async function reschedule(
  { store, clock, log }: OutboxContext,
  { message: tried, claim, request, error }: Failed,
): Promise<Synced> {
  const now = clock.now();
  // Read again: it may have been found or deleted before the call that failed.
  const message = (await store.messagesOf(request.id)).find(({ id }) => id === tried.id) ?? tried;
  const unknown = error.kind === "unknown";
  const missing = message.ts === null && tried.ts !== null;
  // A post that Slack certainly did not take is not missing; an earlier one may be.
  const postingSince = missing || (unknown && message.ts === null) ? message.postingSince : tried.postingSince;
  if (error.kind !== "refused") {
    await store.postpone(message.id, claim, {
      dueAt: now + backoffMs(message.tries, Math.min(error.retryAfterMs, slackWaitMaxMs)),
      unsureUntil: unknown ? now + unsureMs : null,
      postingSince,
    });
    return message.ts === null ? "later" : "done";
  }
  // Before the claim is released: should this fail, the message is tried, and refused, again.
  await store.record({
    at: now,
    requestId: request.id,
    by: understudy,
    action: `show.${message.kind}`,
    outcome: error.code,
    detail: { still_shown_revision: message.shownRevision },
  });
  await store.release(message.id, claim, request.revision, { postingSince, refused: error.code });
  log.error("delivery failed: message", {
    request: request.id,
    message: message.kind,
    error: error.code,
    still_shown: message.ts === null ? "nothing" : `revision ${message.shownRevision}`,
  });
  const isCard = message.kind === "card" && message.ts === null;
  return isCard ? { cardRefused: cardProblem(error.code), slackCode: error.code } : "done";
}

function cardProblem(slackCode: string): CardProblem {
  if (slackCode === "not_in_channel") return { code: "channel_not_joined" };
  if (slackCode === "channel_not_found") return { code: "channel_unseen" };
  if (slackCode === "is_archived") return { code: "channel_archived" };
  return { code: "channel_refuses", slackCode };
}
