// When a request that gives access is next looked at, and when waiting for Clerk's word is over.
import type { Request } from "./request.js";
import { clockToleranceMs, creationPatienceMs, eagerForMs, eagerPollMs, type Rules } from "./rules.js";

/** After a click on the link its use is looked for every two seconds, for a minute. Never later than a deadline. */
export function nextLook(request: Request, rules: Pick<Rules, "sessionPollMs">, now: number): number {
  const eager = request.usedAt === null && request.linkClickedAt !== null && now - request.linkClickedAt < eagerForMs;
  const next = now + (eager ? Math.min(eagerPollMs, rules.sessionPollMs) : rules.sessionPollMs);
  return Math.min(next, deadlineOf(request, now));
}

/** The next moment, after `since`, at which something about the request ends by itself. */
export function nextDeadline(request: Request, rules: Pick<Rules, "linkTtlMs">, since: number): number {
  return Math.min(deadlineOf(request, since), givenUpAt(request, rules));
}

function deadlineOf({ status, sessionEndsAt, linkExpiresAt }: Request, now: number): number {
  const deadline = status === "active" ? sessionEndsAt : linkExpiresAt;
  return deadline !== null && deadline > now ? deadline : Number.POSITIVE_INFINITY;
}

/** When a token that Clerk may have made after this approval, unknown to us, is dead: nobody ever had its link. */
export function deadBy(request: Request, rules: Pick<Rules, "linkTtlMs">): number {
  return (request.decidedAt ?? request.askedAt) + creationPatienceMs + rules.linkTtlMs + clockToleranceMs;
}

/** When everything that a token could give has run out by itself, whatever Clerk says. */
export function givenUpAt(request: Request, rules: Pick<Rules, "linkTtlMs">): number {
  if (request.tokenId === null) return deadBy(request, rules);
  return (request.linkExpiresAt ?? deadBy(request, rules)) + request.sessionMs + clockToleranceMs;
}
