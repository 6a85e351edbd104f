// One message of a request, brought up to date: claimed, rendered, edited or posted, and what came of it recorded.
import { createHash } from "node:crypto";
import { understudy } from "../impersonation/audit.js";
import type { Clock } from "../impersonation/clock.js";
import { isOpen } from "../impersonation/lifecycle.js";
import type { Message, Place } from "../impersonation/message.js";
import type { MessageStore } from "../impersonation/message-store.js";
import type { ChannelProblemCode, RequestStore } from "../impersonation/ports.js";
import type { Request } from "../impersonation/request.js";
import { backoffMs, longestHoldMs } from "../impersonation/rules.js";
import type { Log } from "../log.js";
import type { Surroundings } from "./messages/card.js";
import type { Content } from "./messages/compose.js";
import { render } from "./messages/render.js";
import { recover, turnsUpWithinMs } from "./missing-post.js";
import { markOf, post } from "./posting.js";
import { okAnswer, type SlackApi, SlackError } from "./web-api.js";

export interface NotifierParts {
  readonly api: SlackApi;
  readonly store: RequestStore & MessageStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly surroundings: Surroundings;
  /** Whose messages are ours. */
  readonly botUserId: string;
  /** Given when the process stops: whoever waits with a link in hand then gives it up. */
  readonly stopping: AbortSignal;
}

/** Longer than a search, an edit, a deletion and a new post can take together with their time-outs. */
const claimMs = longestHoldMs;
/** An edit that Slack did not answer may still land; it is said once more after this. */
export const unsureMs = longestHoldMs;

/** The message is there, but Slack lets nobody edit it any more. */
const uneditable: ReadonlySet<string> = new Set(["edit_window_closed", "cant_update_message"]);
/** Whatever is mended meanwhile, the message will not come back. */
export const beyondRepair = ["message_not_found", "cant_delete_message", "is_inactive"];

/** By then a post that was not answered has arrived, or never will. */
function mayTurnUpUntil({ postingSince, unsureUntil }: Message): number {
  return postingSince === null ? 0 : Math.max(postingSince + turnsUpWithinMs, unsureUntil ?? 0);
}

export function isStale(message: Message, request: Request, clock: Clock): boolean {
  const now = clock.now();
  // It shows what it should, or Slack refused it for good: it is left alone until its request moves.
  if (message.dueAt === null) return false;
  // Due, but with nothing to show for now: it is looked at once, so that it does not stay due.
  if (!mayShow(message, request)) return now >= message.dueAt;
  const unsure = message.unsureUntil !== null && now >= message.unsureUntil;
  const settled = message.postingSince !== null && now >= mayTurnUpUntil(message);
  return message.shownRevision < request.revision || unsure || settled;
}

function mayShow(message: Message, request: Request): boolean {
  if (message.moment === "link") return !holdsTheLink(message, request);
  return message.ts !== null || message.postingSince !== null || mayBePosted(message, request);
}

/**
 * A link is posted once, when it is made; where its message stood and had to be deleted, it comes back without. "asked"
 * says what is over once somebody has decided; and a card that the channel would not have is not pressed on it once its
 * request is closed for that.
 */
function mayBePosted({ moment, shownRevision }: Message, request: Request): boolean {
  if (moment === "card") return request.closing !== "card_not_posted";
  if (moment === "link") return shownRevision > 0;
  return moment !== "asked" || request.status === "pending";
}

/**
 * The message with the link shows what `issued` is and is left alone until the link has to go. A click can make it
 * known while its post is not yet confirmed.
 */
function holdsTheLink({ attempt }: Message, request: Request): boolean {
  if (request.status === "approved") return request.failure === null;
  return request.status === "issued" && request.linkWithdrawnAt === null && attempt === request.attempt;
}

/** Resolves with what the approval channel has against the card, where it will not take it. */
export async function bringUpToDate(parts: NotifierParts, stale: Message): Promise<ChannelProblemCode | undefined> {
  const { store, clock } = parts;
  const claim = await store.claim(stale.id, clock.now(), clock.now() + claimMs);
  if (claim === undefined) return undefined;
  // Read after claiming, so that what is shown is never older than what somebody else has shown.
  const request = await store.get(stale.requestId);
  const claimed = (await store.messagesOf(stale.requestId)).find(({ id }) => id === stale.id);
  // The claim itself is for a post that is still to come.
  const message = claimed && { ...claimed, postingSince: stale.postingSince };
  if (request === undefined || message === undefined || !mayShow(message, request)) {
    await store.leave(stale.id, claim, request?.revision ?? 0, { postingSince: stale.postingSince });
    return undefined;
  }
  try {
    await showNow(parts, { message, claim, request });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return putOff(parts, { message, claim, request, error });
  }
  return undefined;
}

interface Claimed {
  readonly message: Message;
  readonly claim: string;
  readonly request: Request;
}

async function showNow(parts: NotifierParts, { message: claimed, claim, request }: Claimed): Promise<void> {
  const { store, clock, surroundings } = parts;
  const message = await recover({ ...parts, approvalChannel: surroundings.approvalChannel }, claimed, claim, request);
  const { postingSince: since } = message;
  const until = mayTurnUpUntil(message);
  const missingPost = since !== null && clock.now() < until ? { since, until } : undefined;
  if (message.ts === null && !mayBePosted(message, request)) {
    if (missingPost === undefined) await store.drop(message.id, claim);
    else await store.postpone(message.id, claim, { dueAt: until, unsureUntil: null, postingSince: since });
    return;
  }
  const content = render(message.moment, request, surroundings);
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
  const place = standsAlready(message, digest) ?? (await put(parts, { message, claim, request, content }));
  if (place === undefined) return store.drop(message.id, claim);
  await store.shown(message.id, claim, { ...place, revision: request.revision, digest, now: clock.now(), missingPost });
}

/** Not every move changes what each message says. */
function standsAlready({ channel, ts, shownDigest, unsureUntil }: Message, digest: string): Place | undefined {
  const same = shownDigest === digest && unsureUntil === null && channel !== null && ts !== null;
  return same ? { channel, ts } : undefined;
}

interface Edit extends Claimed {
  readonly content: Content;
}

/** Resolves with where it stands now; undefined where it is gone and another one stands in its place already. */
async function put(
  { api, store, clock, surroundings }: NotifierParts,
  { message, claim, request, content }: Edit,
): Promise<Place | undefined> {
  const { channel, ts } = message;
  const target = message.moment === "card" ? surroundings.approvalChannel : request.actorSlackId;
  if (channel === null || ts === null) return post(api, target, content, markOf(message));
  try {
    await api.call("chat.update", { channel, ts, ...content }, okAnswer);
    return { channel, ts };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const deletedInSlack =
      error.code === "message_not_found" && (isOpen(request.status) || request.status === "failed");
    if (!deletedInSlack && !uneditable.has(error.code)) throw error;
    if (deletedInSlack && (await hasAnother(store, message))) return undefined;
    // Before the deletion: where its answer gets lost, what still stands is found by its mark.
    await store.lost(message.id, claim, clock.now());
    if (!deletedInSlack) await remove(api, { channel, ts });
    return post(api, target, content, markOf(message));
  }
}

/** A click on an old copy makes known a message that was deleted and posted anew long before. */
async function hasAnother(store: MessageStore, { id, requestId, moment, attempt }: Message): Promise<boolean> {
  const others = (await store.messagesOf(requestId)).filter((other) => other.moment === moment && other.id !== id);
  return others.some((other) => other.ts !== null && (moment !== "link" || other.attempt === attempt));
}

async function remove(api: SlackApi, place: Place): Promise<void> {
  try {
    await api.call("chat.delete", { ...place }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError && error.code === "message_not_found")) throw error;
  }
}

interface Failed extends Claimed {
  readonly error: SlackError;
}

async function putOff(
  { store, clock, log }: NotifierParts,
  { message: tried, claim, request, error }: Failed,
): Promise<ChannelProblemCode | undefined> {
  const now = clock.now();
  // Read anew: it may have been found, or deleted, and only what came after that failed.
  const message = (await store.messagesOf(request.id)).find(({ id }) => id === tried.id) ?? tried;
  const unknown = error.kind === "unknown";
  const lost = message.ts === null && tried.ts !== null;
  // Of a post that Slack certainly did not take nothing is missing but what was missing before.
  const postingSince = lost || (unknown && message.ts === null) ? message.postingSince : tried.postingSince;
  if (error.kind !== "refused") {
    await store.postpone(message.id, claim, {
      dueAt: now + backoffMs(message.tries, error.retryAfterMs),
      unsureUntil: unknown ? now + unsureMs : null,
      postingSince,
    });
    return undefined;
  }
  // Before the claim is let go of: should it fail, the message is tried, and refused, once more.
  await store.record({
    at: now,
    requestId: request.id,
    by: understudy,
    action: `show.${message.moment}`,
    outcome: error.code,
    detail: { still_shown_revision: message.shownRevision },
  });
  await store.leave(message.id, claim, request.revision, { postingSince, refused: error.code });
  log.error("a message cannot be brought up to date", {
    request: request.id,
    message: message.moment,
    error: error.code,
    still_shown: message.ts === null ? "nothing" : `revision ${message.shownRevision}`,
  });
  return message.moment === "card" && message.ts === null ? channelProblemOf(error.code) : undefined;
}

function channelProblemOf(code: string): ChannelProblemCode {
  if (code === "not_in_channel") return "channel_not_joined";
  if (code === "channel_not_found") return "channel_unseen";
  if (code === "is_archived") return "channel_archived";
  return "channel_refuses";
}
