// What has happened to a request, one line for each step, as the card and an auditor's picture of it show it.
import { isOpen } from "../../../impersonation/model/lifecycle.js";
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import { clean, type Line, type Part } from "../blocks/compose.js";
import { atMoment, moment } from "./moments.js";
import {
  closingWords,
  failureWords,
  notConfirmedWords,
  overdueWords,
  person,
  revokedWords,
  usageWords,
} from "./phrases.js";

/** Empty while the request waits. A closed one tells everything from the ask on, but not to the one who asked. */
export function timeline(request: Request, viewer?: string): Line[] {
  const { status, actorSlackId, askedAt } = request;
  const asked: Line = [person(actorSlackId, viewer), " asked", ...atMoment(request, askedAt), "."];
  return [
    ...(isOpen(status) || viewer === actorSlackId ? [] : [asked]),
    ...decision(request, viewer),
    ...opening(request, viewer),
    ...now(request, viewer),
  ].filter((line) => line.length > 0);
}

function decision(request: Request, viewer: string | undefined): Line[] {
  const { status, decidedBy, decidedAt } = request;
  if (decidedBy === null || decidedAt === null) return [];
  const verb = status === "denied" ? " denied this" : " approved";
  return [[person(decidedBy, viewer), verb, ...atMoment(request, decidedAt), "."]];
}

/** While the link is in use, its own line says so. */
function opening(request: Request, viewer: string | undefined): Line[] {
  const { status, actorSlackId, usedAt, usedFrom } = request;
  if ((status === "active" && !isOverdue(request)) || usedAt === null) return [];
  const from = usedFrom === null ? "." : ` from ${clean(usedFrom)}.`;
  return [[person(actorSlackId, viewer), " opened the link", ...atMoment(request, usedAt), from]];
}

function now(request: Request, viewer: string | undefined): Line[] {
  const { actorSlackId, status, failure, linkWithdrawnAt, lapsesAt, closing } = request;
  switch (status) {
    case "pending":
    case "denied":
      return [];
    case "approved":
      return failure === null ? [] : [["The link did not arrive. Waiting for Clerk to confirm that it is revoked…"]];
    case "issued":
      if (linkWithdrawnAt !== null) return [];
      return [[person(actorSlackId, viewer), viewer === actorSlackId ? " have" : " has", " the link, not opened yet."]];
    case "active":
      return [isOverdue(request) ? overdueWords(request) : usageWords(request)];
    case "revoking":
      return [[...revokedWords(request, viewer), ...notConfirmedWords(request)]];
    case "revoked":
      return [[...revokedWords(request, viewer), ...closingWords(request)]];
    case "expired":
      return [[...wordsAt("The link expired", request, request.linkExpiresAt), ...closingWords(request)]];
    case "ended":
      if (closing !== "by_time_unconfirmed") return [[...ending(request), ...closingWords(request)]];
      return [
        revokedWords(request, viewer),
        [...closedAt("Understudy stopped asking Clerk", request), ...closingWords(request)],
      ];
    case "cancelled":
      return [
        closing === "by_actor"
          ? [person(actorSlackId, viewer), " canceled this request", ...closedAt("", request)]
          : [...closedAt("Understudy canceled this request", request), ...closingWords(request)],
      ];
    case "lapsed":
      return [["Nobody decided by ", moment(request, lapsesAt), "."]];
    case "failed":
      return [failureWords(request)];
  }
}

/** At its time limit rather than when Clerk confirmed it; where nobody signed in, nothing ended. */
function ending(request: Request): Part[] {
  if (request.closing === "time_limit") return wordsAt("Access ended", request, request.sessionEndsAt);
  return closedAt(request.closing === "no_session" ? "Closed" : "Access ended", request);
}

function closedAt(words: string, request: Request): Part[] {
  return wordsAt(words, request, request.closedAt);
}

function wordsAt(words: string, request: Request, at: number | null): Part[] {
  return [...(words === "" ? [] : [words]), ...(at === null ? [] : atMoment(request, at)), ". "];
}
