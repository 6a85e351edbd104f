// Whether a message of a request shows what it should, and whether it may show it at all.

import type { Message } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import { latePostMs } from "./missing-post.js";

/** The time by which a post that was not answered has appeared, or never will. */
export function mayTurnUpUntil({ postingSince, unsureUntil }: Message): number {
  return postingSince === null ? 0 : Math.max(postingSince + latePostMs, unsureUntil ?? 0);
}

export function isStale(message: Message, request: Request, clock: Clock): boolean {
  const now = clock.now();
  // It shows what it should, or Slack refused it permanently: it is left alone until its request moves.
  if (message.dueAt === null) return false;
  // Due, but with nothing to show for now: it is looked at once, so that it does not stay due.
  if (!mayShow(message, request)) return now >= message.dueAt;
  const unsure = message.unsureUntil !== null && now >= message.unsureUntil;
  const settled = message.postingSince !== null && now >= mayTurnUpUntil(message);
  return message.shownRevision < request.revision || unsure || settled;
}

export function mayShow(message: Message, request: Request): boolean {
  if (message.kind === "link") return !holdsTheLink(message, request);
  return message.ts !== null || message.postingSince !== null || mayBePosted(message, request);
}

/**
 * A link is posted once, when it is created; if its message had to be deleted, it is posted again without the link. "asked"
 * is not needed once an approver has decided; and a card that the channel refused is not posted again once its
 * request is closed for that.
 */
export function mayBePosted({ kind, shownRevision }: Message, request: Request): boolean {
  if (kind === "card") return request.closing !== "card_not_posted";
  if (kind === "link") return shownRevision > 0;
  return kind !== "asked" || request.status === "pending";
}

/**
 * The message with the link shows what `issued` is and is left alone until the link has to go. A click can make it
 * known while its post is not yet confirmed.
 */
function holdsTheLink({ attempt }: Message, request: Request): boolean {
  if (request.status === "approved") return request.failure === null;
  return request.status === "issued" && request.linkWithdrawnAt === null && attempt === request.attempt;
}
