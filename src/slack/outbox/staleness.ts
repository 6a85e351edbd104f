// Whether a message of a request is stale, and whether it may be edited or posted at all.

import type { Message } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import { latePostMs } from "./missing-post.js";

/** By this time an unanswered post has appeared, or never will. 0 where there is none. */
export function mayAppearUntil({ postingSince, unsureUntil }: Message): number {
  return postingSince === null ? 0 : Math.max(postingSince + latePostMs, unsureUntil ?? 0);
}

export function isStale(message: Message, request: Request, clock: Clock): boolean {
  const now = clock.now();
  // It is in sync, or Slack refused it permanently: it is left alone until its request moves.
  if (message.dueAt === null) return false;
  // Due, but nothing may be shown for now: it is processed once, so that it does not stay due.
  if (!mayShow(message, request)) return now >= message.dueAt;
  const editSettled = message.unsureUntil !== null && now >= message.unsureUntil;
  const postSettled = message.postingSince !== null && now >= mayAppearUntil(message);
  return message.shownRevision < request.revision || editSettled || postSettled;
}

export function mayShow(message: Message, request: Request): boolean {
  if (message.kind === "link") return !holdsLink(message, request);
  return message.ts !== null || message.postingSince !== null || mayBePosted(message, request);
}

/**
 * A link's message is posted once, when the link is made; where it had to be deleted, it is posted again without the
 * link. "asked" is out of date once somebody has decided, and a card that the channel refused is not tried again once its
 * request is closed because of that.
 */
export function mayBePosted({ kind, shownRevision }: Message, request: Request): boolean {
  if (kind === "card") return request.closing !== "card_not_posted";
  if (kind === "link") return shownRevision > 0;
  return kind !== "asked" || request.status === "pending";
}

/**
 * The message that holds the link is left alone until the link has to go. A click can adopt it before its post is
 * confirmed.
 */
function holdsLink({ attempt }: Message, request: Request): boolean {
  if (request.status === "approved") return request.failure === null;
  return request.status === "issued" && request.linkWithdrawnAt === null && attempt === request.attempt;
}
