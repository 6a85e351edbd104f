// Sentences about a request, shared by the card, the direct messages and answers.
import { formatDuration } from "../../../impersonation/model/duration.js";
import type { Failure, Request } from "../../../impersonation/model/request.js";
import { endsByItselfAt } from "../../../impersonation/model/schedule.js";
import { clean, type Line, type Part } from "../blocks/compose.js";
import { atMoment, moment, momentAfter } from "./moments.js";
import { refusalReason, refusedPostWords } from "./refused-posts.js";

/** "Bob Brown (bob@customer.com, user_2x…)": a Clerk user is always text, never a mention. */
export function subjectWords({ subjectName, subjectEmail, subjectId }: Request): Part[] {
  const details = [subjectEmail, subjectId].filter((detail) => detail !== null).map(clean);
  return [{ bold: clean(subjectName) || "(no name)" }, ` (${details.join(", ")})`];
}

/** The name alone, where a fact beside it tells which of that name. */
export function subjectName(request: Request): Part {
  return { bold: clean(request.subjectName) || "(no name)" };
}

export function forHowLong({ sessionMs }: Request): string {
  return formatDuration(sessionMs);
}

/** Of no request in particular. Times are shown in minutes: the one in which `at` has passed. */
export function minuteAfter(at: number): Part {
  return { at: Math.ceil(at / 60_000) * 60_000, as: "time" };
}

/** A person, to the one who reads it as `viewer`. At the beginning of a sentence. */
export function person(userId: string, viewer: string | undefined): Part {
  return userId === viewer ? "You" : { user: userId };
}

/** "@alice revoked access …" once Clerk has confirmed it; before that, only that they pressed the button. Ends in a space. */
export function revokedWords(request: Request, viewer?: string): Part[] {
  const { status, revokedBy, revokeAskedAt } = request;
  if (revokedBy === null || revokeAskedAt === null) return [];
  const verb = status === "revoked" ? " revoked access" : " pressed Revoke";
  return [person(revokedBy, viewer), verb, ...atMoment(request, revokeAskedAt), ". "];
}

/** While Clerk has not confirmed a revoke: the moment by which it no longer matters. What it means, the status says. */
export function notConfirmedWords(request: Request): Line {
  const endsAt = endsByItselfAt(request);
  return [
    "Clerk has not confirmed it yet; Understudy keeps asking.",
    ...(endsAt === null ? [] : [" Access ends by itself by ", momentAfter(request, endsAt), "."]),
  ];
}

/** While Clerk has not confirmed that a session ended at its time limit. What it means, the status says. */
export function overdueWords(request: Request): Line {
  const { sessionEndsAt } = request;
  return [
    "The session reached its time limit",
    ...(sessionEndsAt === null ? [] : atMoment(request, sessionEndsAt)),
    ". Clerk has not confirmed that it is over; Understudy keeps asking.",
  ];
}

/** An app that verifies session tokens offline accepts one until it expires, after 60 s at most. */
const offlineNote = "Open pages may work for up to 60 more seconds.";

/** How access ended, without saying by whom. */
export function closingWords(request: Request): Line {
  switch (request.closing) {
    case "unused":
      return ["The link was never opened; Clerk confirmed that it no longer works."];
    case "sessions_ended":
      return [`The session is over; Clerk confirmed it. ${offlineNote}`];
    case "nothing_created":
      return ["No link had been created."];
    case "no_session":
      return ["The link was opened, but Clerk lists no session for it."];
    case "subject_gone":
      return ["Clerk no longer has this user."];
    case "signed_out":
      return ["Clerk lists the session as signed out."];
    case "timed_out":
      return ["Clerk lists the session as expired."];
    case "time_limit":
      return [`The session reached its time limit; Clerk confirmed that it is over. ${offlineNote}`];
    case "revoked_elsewhere":
      return [`Someone ended the session in Clerk. ${offlineNote}`];
    case "by_time_unconfirmed":
      return ["Clerk never confirmed that access ended. Link and session should have run out by now."];
    case "card_not_posted":
      return [`Slack did not let Understudy post here${refusedBecause(request)}, so nobody could decide.`];
    case "by_actor":
    case null:
      return [];
  }
}

function refusedBecause({ slackCode }: Request): string {
  return slackCode === null ? "" : ` (${refusalReason(slackCode)})`;
}

const failureSentences: Readonly<Record<Failure, string>> = {
  clerk_plan: "Clerk did not create the link: impersonation is not part of your Clerk plan. Ask your admin.",
  clerk_limit: "Clerk did not create the link: your Clerk plan's impersonation limit is used up. Ask your admin.",
  clerk_key: "Clerk did not create the link: it does not accept Understudy's key. Ask your admin.",
  clerk_rate_limited: "Clerk did not create the link: it is accepting no more requests right now.",
  clerk_refused: "Clerk refused to create the link.",
  clerk_unavailable: "Clerk answered with a server error.",
  clerk_timeout: "Clerk did not answer.",
  clerk_malformed: "Clerk gave an answer that Understudy could not read.",
  delivery_refused: "Slack refused the direct message with the link, so the link was revoked.",
  delivery_unknown: "Slack did not say whether the direct message with the link arrived, so the link was revoked.",
  subject_refused: "Clerk refused to create the link: this user is banned, locked, or deleted.",
  subject_deprovisioned:
    "Clerk refused to create the link: this user is deprovisioned, so a directory keeps them from signing in.",
  no_longer_allowed:
    "Something that was checked for this request changed while the link had to wait. Nobody got a link.",
  not_recorded: "Understudy lost its database while it created the link.",
  interrupted: "Understudy was interrupted while it created the link.",
};

/** They say nothing about what had been created by then. */
const interrupted: ReadonlySet<Failure> = new Set(["not_recorded", "interrupted"]);

/** Why an approved request failed, and what may be left of it. */
export function failureWords(request: Request): Line {
  if (request.failure === null) return [];
  const { failure, slackCode, tokenMayExistUntil } = request;
  const refused =
    failure === "delivery_refused" && slackCode !== null ? ` The reason: ${refusedPostWords(slackCode)}` : "";
  const sentence = `${failureSentences[failure]}${refused}`;
  if (tokenMayExistUntil === null) {
    return [interrupted.has(failure) ? `${sentence} Nobody got a link, or it was revoked.` : sentence];
  }
  return [
    `${sentence} A link may have been created. Nobody has it, and it expires by `,
    momentAfter(request, tokenMayExistUntil),
    ".",
  ];
}

/** Since when and from where the link is in use; the status line says until when. */
export function usageWords(request: Request): Line {
  const { usedAt, usedFrom } = request;
  if (usedAt === null) return ["The link was opened. Looking for its session in Clerk…"];
  return ["In use since ", moment(request, usedAt), usedFrom === null ? "." : ` from ${clean(usedFrom)}.`];
}

/** After an answer to a revoke. */
export const notRecorded =
  "Understudy can't write to its database, so the messages do not show this yet. Tell your admin: the database may be down, or its disk full.";
