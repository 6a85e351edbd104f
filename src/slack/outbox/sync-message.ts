// Syncs one message of a request: claims it, renders it, edits or posts it, and records the outcome.
import { createHash } from "node:crypto";
import { understudy } from "../../impersonation/model/audit.js";
import { isStoreFailure } from "../../impersonation/model/errors.js";
import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { backoffMs, claimMaxMs } from "../../impersonation/model/settings.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import type { CardRefused } from "../../impersonation/ports/notifier.js";
import type { RequestLists } from "../../impersonation/ports/request-lists.js";
import type { RequestStore } from "../../impersonation/ports/request-store.js";
import { latestDenial } from "../../impersonation/sequels.js";
import type { Log } from "../../runtime/log.js";
import type { RenderContext } from "../messages/request/card.js";
import { render } from "../messages/request/render.js";
import type { Earlier, Previous } from "../messages/request/sequel.js";
import { cardProblem } from "../messages/words/refused-posts.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { retire } from "./deletion.js";
import { editOrPost } from "./edit-or-post.js";
import { findMissingPost } from "./missing-post.js";
import type { Target } from "./posting.js";
import { mayAppearUntil, mayBePosted, mayShow } from "./staleness.js";
import type { Surroundings } from "./surroundings.js";

export interface OutboxContext {
  readonly api: SlackApi;
  readonly store: RequestStore & RequestLists & MessageStore;
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
export async function syncMessage(
  context: OutboxContext,
  stale: Message,
  request: Request,
  around: Surroundings,
): Promise<Synced> {
  const { store, clock } = context;
  // Claimed at the revision that was read, so that what is shown is never older than what another worker has shown.
  const claimed = await store.claim(stale.id, clock.now(), clock.now() + claimMs, request.revision);
  if (claimed === undefined) return "later";
  const { claim } = claimed;
  try {
    return await syncClaimed(context, { ...claimed, request }, stale, around);
  } catch (error) {
    if (isStoreFailure(error)) store.leave(stale.id, claim);
    throw error;
  }
}

async function syncClaimed(
  context: OutboxContext,
  { claim, request, ...claimed }: ClaimedMessage,
  stale: Message,
  around: Surroundings,
): Promise<Synced> {
  const { store } = context;
  // Without the time that the claim has set: it is for a post that is still to come.
  const message = { ...claimed.message, postingSince: stale.postingSince };
  if (!mayShow(message, request, around)) {
    await store.release(stale.id, claim, request.revision, { postingSince: stale.postingSince });
    return message.ts === null ? "later" : "done";
  }
  try {
    return await show(context, { message, claim, request }, around);
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

async function show(
  context: OutboxContext,
  { message: held, claim, request }: ClaimedMessage,
  around: Surroundings,
): Promise<Synced> {
  const { api, store, clock, renderContext } = context;
  const message = await findMissingPost(
    { ...context, approvalChannel: renderContext.approvalChannel },
    held,
    claim,
    request,
    around,
  );
  const { postingSince: since } = message;
  const until = mayAppearUntil(message);
  const missingPost = since !== null && clock.now() < until ? { since, until } : undefined;
  if (message.ts === null && !mayBePosted(message, request, around)) {
    if (missingPost === undefined) await store.drop(message.id, claim);
    else await store.postpone(message.id, claim, { dueAt: until, unsureUntil: null, postingSince: since });
    return missingPost === undefined ? "done" : "later";
  }
  const { channel, ts } = message;
  if (message.supersededAt !== null && channel !== null && ts !== null) {
    const outcome = await retire(api, { channel, ts });
    const now = clock.now();
    // Over the line of one that stays, an earlier edit may still land.
    const settledAt = outcome === "shrunk" && (message.unsureUntil ?? 0) > now ? message.unsureUntil : null;
    const checkAgainAt = [settledAt, missingPost?.until ?? null].reduce(earlier);
    await store.retired(message.id, claim, { now, checkAgainAt, postingSince: missingPost?.since ?? null });
    return "done";
  }
  const previous = message.kind === "card" ? await previousOf(store, request) : undefined;
  const content = render(message.kind, request, renderContext, previous);
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
  const target = targetOf(message, request, renderContext, around);
  const place =
    alreadyShown(message, digest) ?? (await editOrPost(context, { message, claim, request, content, target, around }));
  if (place === undefined) {
    await store.drop(message.id, claim);
    return "done";
  }
  const { kind } = message;
  const { revision } = request;
  await store.shown(message.id, claim, { ...place, kind, revision, digest, now: clock.now(), missingPost });
  return "done";
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function targetOf(
  { kind }: Message,
  { actorSlackId }: Request,
  { approvalChannel }: RenderContext,
  { card }: Surroundings,
): Target {
  if (kind === "card") return { channel: approvalChannel };
  if (kind === "reminder" && card !== undefined) return { channel: card.channel, thread_ts: card.ts };
  return { channel: actorSlackId };
}

async function previousOf(store: OutboxContext["store"], request: Request): Promise<Previous | undefined> {
  const last = request.askedAgainOf === null ? undefined : await store.get(request.askedAgainOf);
  if (last === undefined) return undefined;
  const denied = last.status === "denied" ? undefined : await latestDenial(store, last);
  const cards = await store.cardsOf([last, ...(denied === undefined ? [] : [denied])].map(({ id }) => id));
  const earlier = (one: Request): Earlier => ({ request: one, card: cards.get(one.id) });
  return denied === undefined ? [earlier(last)] : [earlier(last), earlier(denied)];
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
