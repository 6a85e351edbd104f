// What a request is about, in one sentence whose tense tells how far it has come.
import { isOpen } from "../../../impersonation/model/lifecycle.js";
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import type { Line } from "../blocks/compose.js";
import { forHowLong, person, subjectName } from "./phrases.js";

type Tense = "wants" | "can" | "is" | "may" | "may_be" | "was" | "could" | "wanted";

function tenseOf(request: Request): Tense {
  const opened = wasOpened(request);
  switch (request.status) {
    case "pending":
    case "approved":
      return "wants";
    case "issued":
      return request.linkWithdrawnAt === null ? "can" : "could";
    case "active":
      return isOverdue(request) ? "may_be" : "is";
    case "revoking":
      return opened ? "may_be" : "may";
    case "ended":
    case "revoked":
    case "expired":
      if (request.closing === "nothing_created") return "wanted";
      if (request.closing === "by_time_unconfirmed") return opened ? "may_be" : "may";
      return opened ? "was" : "could";
    case "denied":
    case "cancelled":
    case "lapsed":
    case "failed":
      return "wanted";
  }
}

export function wasOpened({ usedAt }: Request): boolean {
  return usedAt !== null;
}

/** Of somebody else, and of the person who reads it. */
const verbs: Readonly<Record<Tense, readonly [they: string, you: string]>> = {
  wants: ["wants to sign in as", "asked to sign in as"],
  can: ["can sign in as", "can sign in as"],
  is: ["is signed in as", "are signed in as"],
  may: ["may still be able to sign in as", "may still be able to sign in as"],
  may_be: ["may still be signed in as", "may still be signed in as"],
  was: ["was signed in as", "were signed in as"],
  could: ["was allowed to sign in as", "were allowed to sign in as"],
  wanted: ["wanted to sign in as", "asked to sign in as"],
};

/** "@alice wants to sign in as Bob Brown for 30 minutes." */
export function sentence(request: Request, viewer?: string): Line {
  const who = person(request.actorSlackId, viewer);
  const tense = tenseOf(request);
  const [they, you] = verbs[tense];
  const duration = hasDuration(tense) ? [` for ${forHowLong(request)}`] : [];
  return [who, ` ${who === "You" ? you : they} `, subjectName(request), ...duration, "."];
}

/** Where the sentence doesn't say it: how long the session may last, or was allowed to. */
export function durationFact(request: Request): string[] {
  if (hasDuration(tenseOf(request))) return [];
  return [`${isOpen(request.status) ? "up to" : "approved for"} ${forHowLong(request)}`];
}

const hasDuration = (tense: Tense) => !["is", "may", "may_be", "was"].includes(tense);
