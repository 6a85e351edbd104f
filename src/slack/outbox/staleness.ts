// Whether a message of a request is stale, and whether it may be edited or posted at all.

import { isDirect, type Message } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { isOverdue } from "../../impersonation/model/schedule.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import { latePostMs } from "./missing-post.js";
import type { Surroundings } from "./surroundings.js";

/** By this time an unanswered post has appeared, or never will. 0 where there is none. */
export function mayAppearUntil({ postingSince, unsureUntil }: Message): number {
  return postingSince === null ? 0 : Math.max(postingSince + latePostMs, unsureUntil ?? 0);
}

export function isStale(message: Message, request: Request, clock: Clock, around: Surroundings): boolean {
  const now = clock.now();
  // It is in sync, or Slack refused it permanently: it is left alone until its request moves.
  if (message.dueAt === null) return false;
  // And so until its next try, whatever else the request is looked at for.
  if (message.tries > 0 && now < message.dueAt) return false;
  // Due, but nothing may be shown for now: it is processed once, so that it does not stay due.
  if (message.supersededAt !== null || !mayShow(message, request, around)) return now >= message.dueAt;
  const editSettled = message.unsureUntil !== null && now >= message.unsureUntil;
  const postSettled = message.postingSince !== null && now >= mayAppearUntil(message);
  return message.shownRevision < request.revision || editSettled || postSettled;
}

export function mayShow(message: Message, request: Request, around: Surroundings): boolean {
  if (message.supersededAt !== null) return true;
  if (message.kind === "link") return !holdsLink(message, request);
  // What follows an approval within moments, a link or a failure, takes the place of this one.
  if (isDirect(message.kind) && isBeingIssued(request)) return false;
  return message.ts !== null || message.postingSince !== null || mayBePosted(message, request, around);
}

/**
 * A link's message is posted once, when the link is made; where it had to be deleted, it is posted again without the
 * link. What is out of date by now, or has a newer message after it, is not posted any more, and a card that the channel
 * refused is not tried again once its request is closed because of that.
 */
export function mayBePosted(
  { kind, shownRevision, supersededAt }: Message,
  request: Request,
  { isFollowed, card }: Surroundings,
): boolean {
  const { status, closing } = request;
  if (isFollowed || supersededAt !== null) return false;
  switch (kind) {
    case "card":
      // A click can adopt a copy that Slack did not delete, before the next one is posted.
      return closing !== "card_not_posted" && card === undefined;
    case "reminder":
      return status === "pending" && card !== undefined;
    case "link":
      return shownRevision > 0;
    case "asked":
      return shownRevision > 0 || status === "pending";
    case "failed":
      return shownRevision > 0 || status === "failed";
    case "ending_soon":
      return shownRevision > 0 || (status === "active" && !isOverdue(request));
    case "not_confirmed":
      return shownRevision > 0 || status === "revoking" || isOverdue(request) || closing === "by_time_unconfirmed";
    case "denied":
    case "lapsed":
    case "ended":
    case "cancelled":
      return true;
  }
}

/**
 * The message that holds the link is left alone until the link has to go. A click can adopt it before its post is
 * confirmed.
 */
function holdsLink({ attempt }: Message, request: Request): boolean {
  if (request.status === "approved") return isBeingIssued(request);
  return request.status === "issued" && request.linkWithdrawnAt === null && attempt === request.attempt;
}

function isBeingIssued({ status, failure }: Request): boolean {
  return status === "approved" && failure === null;
}
