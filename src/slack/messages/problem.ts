// What a person is shown when something is refused or fails: what happened, why, and what to do next.
import { formatDuration } from "../../impersonation/model/duration.js";
import type { Party, Problem, ProblemCode, SoughtBy } from "../../impersonation/model/errors.js";
import { clean, compose, type Line, shorten } from "./compose.js";
import { refusedPostWords, subjectWords } from "./phrases.js";
import { openCount, openList, openWords, tooLateLine } from "./too-late.js";

/** The same as text, for where Slack takes nothing else. */
export function problemText(problem: Problem, approvalChannel: string): string {
  return compose([{ line: problemLine(problem, approvalChannel) }]).text;
}

export function problemLine(problem: Problem, approvalChannel: string): Line {
  const channel = { channel: approvalChannel };
  switch (problem.code) {
    case "not_a_member":
      return [notAMember[problem.why]];
    case "not_requester":
      return [
        "You are not among the people who may ask for this. Whoever runs Understudy can add you (REQUESTERS). Nothing was started.",
      ];
    case "too_many_open":
      return [
        `That would be more than the ${openCount(problem.max)} that you may have. `,
        ...openList(problem.requests, approvalChannel),
        "Cancel one that waits, or press Revoke on one that is approved, in your direct messages. Then ask again. Nothing was started.",
      ];
    case "too_many_asks":
      return [
        "You ask too often. Ask again after ",
        minuteAfter(problem.againAt),
        ". ",
        ...openList(problem.requests, approvalChannel),
        "Nothing was started.",
      ];
    case "too_many_refused":
      return [
        "You may not do this, and pressed too often. It is looked at again after ",
        minuteAfter(problem.againAt),
        ". Nothing has changed.",
      ];
    case "actor_has_too_many_open":
      return [
        { user: problem.actorSlackId },
        `, who asked, has ${openCount(problem.max)} already, which is the most. Nothing was started. Press Retry again once one of them is over.`,
      ];
    case "not_approver":
      return ["You are not among the approvers, so nothing has changed. Ask one of them in ", channel, "."];
    case "own_request":
      return ["You can't approve or deny your own request. Ask someone else in ", channel, "."];
    case "same_person_as_actor":
      return ["Your email reaches the person who asked, so this needs someone else. Ask in ", channel, "."];
    case "subject_decides":
      return [
        "This request is to sign in as you, so somebody else has to approve it; you can deny it. Ask in ",
        channel,
        ".",
      ];
    case "actor_refused":
      return [
        { user: problem.actorSlackId },
        `, who asked, can't get this any more: ${actorReasons[problem.reason] ?? "they no longer pass the checks."} Nothing was started.`,
      ];
    case "no_longer_allowed":
      return ["What had been checked for this changed while it waited, so nobody got a link."];
    case "decider_email_missing":
      return [
        "Your Slack profile shows no confirmed email, so nobody can tell you from the person who asked. Nothing has changed. Add or confirm your email, or ask someone else in ",
        channel,
        ".",
      ];
    case "not_your_request":
      return [problem.verb === "cancel" ? "Only whoever asked can cancel this request." : "This link is not yours."];
    case "slack_lookup_failed":
      return [
        "Slack did not tell who may do this, so nothing was decided and nothing was started. Try again in a moment.",
      ];
    case "slack_lookup_refused":
      return [
        `Slack would not tell who may do this (${problem.slackCode}), so nothing was decided and nothing was started. Ask whoever runs Understudy: the bot's token, its scopes or the settings need a look.`,
      ];
    case "group_unknown":
      return [
        "Slack knows no such user group as one that is named in APPROVERS or REQUESTERS, so nothing was decided and nothing was started. Ask whoever runs Understudy.",
      ];
    case "who_invalid":
      return [
        problem.typed === "" ? "" : `I could not tell who ${asTyped(problem.typed)} is. `,
        "Begin with the user: a mention, an email, a Clerk user id (user_…), a @username or their page in the Clerk Dashboard. Nothing was started.",
      ];
    case "mention_not_visible":
      return [
        // As text: whether Slack takes a mention of somebody whom it hides is not known.
        `Slack does not show that person (${problem.userId}) to Understudy, so it can't look up their email. Name them by email, Clerk user id (user_…) or @username. Nothing was started.`,
      ];
    case "reason_missing":
      return ["Please give a reason. Nothing was started."];
    case "reason_too_long":
      return [`The reason has ${problem.length} characters; 1,000 is the most. Nothing was started.`];
    case "duration_invalid":
      return [
        problem.typed === "" ? "That is no duration" : `I could not read the duration ${asTyped(problem.typed)}`,
        ". Write it like 45m, 1h30m or 2 hours. Nothing was started.",
      ];
    case "duration_too_long":
      return [
        `That asks for ${formatDuration(problem.askedMs)}; a session may last ${formatDuration(problem.maxMs)} at the most. Nothing was started.`,
      ];
    case "slack_email_missing":
      return [
        `${profile[problem.whose]} shows no email, so nobody can tell who that is at Clerk. Nothing was started.`,
      ];
    case "slack_email_unconfirmed":
      return [
        `${profile[problem.whose]} has an email that Slack does not show as confirmed. Confirm it first. Nothing was started.`,
      ];
    case "no_clerk_user":
      return [
        problem.whose === "actor"
          ? "No Clerk user has your Slack email as a verified address. Sign up to the product with it, or ask whoever runs Understudy (ACTOR_FALLBACK). Nothing was started."
          : `${nobodyFound(problem)} Nothing was started.`,
      ];
    case "ambiguous_clerk_user":
      return [
        problem.whose === "actor"
          ? "Several Clerk users have your email as a verified address, so it is not clear who you are. Nothing was started."
          : `Several Clerk users have ${problem.by === "slack" ? "the email of that Slack profile" : asTyped(problem.sought)}. Name the one you mean by Clerk user id (user_…). Nothing was started.`,
      ];
    case "self_impersonation":
      return ["That is you. You can't ask to act as yourself. Nothing was started."];
    case "banned":
    case "locked":
      return [`${clerkUser[problem.whose]} is ${problem.code} at Clerk. Nothing was started.`];
    case "deprovisioned":
      return [
        `${clerkUser[problem.whose]} is deprovisioned at Clerk: a directory keeps them from signing in. Nothing was started.`,
      ];
    case "protected_subject":
      return ["That user is protected: nobody may act as them (PROTECTED_SUBJECTS). Nothing was started."];
    case "already_open":
      return [
        "There is an open request for ",
        ...subjectWords(problem.request),
        " already. ",
        ...openWords(problem.request, approvalChannel),
      ];
    case "channel_unseen":
      return [
        "Understudy can't see the approval channel. Ask somebody there to type /invite @understudy, and check APPROVAL_CHANNEL. Nothing was started.",
      ];
    case "channel_not_joined":
      return [
        "Understudy is not in ",
        channel,
        ". Ask somebody there to type /invite @understudy. Nothing was started.",
      ];
    case "channel_archived":
      return [channel, " is archived. Set APPROVAL_CHANNEL to an active channel. Nothing was started."];
    case "channel_shared":
      return [
        channel,
        " is shared with another organisation, so no card is posted there. Set APPROVAL_CHANNEL to one of your own. Nothing was started.",
      ];
    case "channel_public":
      return [
        channel,
        " is public and no approvers are named, so anybody could approve. Make it private, or set APPROVERS. Nothing was started.",
      ];
    case "channel_refuses":
      return [
        "Slack does not let Understudy post to ",
        channel,
        `: ${refusedPostWords(problem.slackCode)} Nothing was started.`,
      ];
    case "no_approvers":
      return [
        "Nobody but you, or that user, could approve this. Add people to ",
        channel,
        " or to APPROVERS. Nothing was started.",
      ];
    case "unknown_request":
      return [
        "This request is not in Understudy's record: it was asked after the backup that the database was restored from, or two bots use one app token. Nothing was ended and nothing has changed. To end its session, look up the user that the card names in the Clerk Dashboard, and end there the session with an actor.",
      ];
    case "retry_over":
      return ["The time to retry is over. Ask again with /impersonate."];
    case "link_gone":
      return ["This link works no more: it was used, revoked, or its time is over. The message shows where it stands."];
    case "ahead_of_record":
      return [aheadOfRecord, endedWords(problem.ended), unusedLink];
    case "too_late":
      return tooLateLine(problem.request);
    case "store_unavailable":
      return [storeUnavailable[problem.stage]];
    case "clerk_plan":
      return ["Impersonation is not part of your Clerk plan. Nothing was started."];
    case "clerk_limit":
      return ["Your Clerk plan's impersonation limit is used up. Nothing was started."];
    case "clerk_key":
      return ["Clerk did not accept the bot's secret key (CLERK_SECRET_KEY). Nothing was started."];
    case "clerk_rate_limited":
      return ["Clerk is taking no more requests for the moment. Try again in a minute. Nothing was started."];
    case "clerk_not_found":
      return ["Clerk does not know what was looked up (any more). Nothing was started."];
    case "clerk_refused":
      return ["Clerk refused the look-up. Nothing was started."];
    case "clerk_unavailable":
      return [
        "Clerk answered with an error of its own. Nothing was decided and nothing was started. Try again in a moment.",
      ];
    case "clerk_timeout":
      return ["Clerk did not answer, so nothing was decided and nothing was started. Try again in a moment."];
    case "clerk_malformed":
      return ["Clerk gave an answer that the bot could not read. Nothing was decided and nothing was started."];
  }
}

const storeUnavailable = {
  before:
    "Understudy can't write to its database, so nothing was decided, started or ended. Try again in a moment; if it stays so, tell whoever runs Understudy (its disk may be full).",
  after:
    "Understudy lost its database in the middle of this. What was decided stands, and is carried on as soon as the database can be written to; the card then shows the outcome. Tell whoever runs Understudy (its disk may be full).",
} as const;

const aheadOfRecord =
  "This message is newer than Understudy's record, whose database was probably restored from a backup. ";
const unusedLink =
  "A link that was not opened yet dies by itself when its time is over; once it was opened, press Revoke again.";

function endedWords(ended: number | null): string {
  if (ended === null) return "";
  return ended === 0
    ? "Clerk lists no live session of this request. "
    : `Its session at Clerk was ended${ended === 1 ? "" : ` (${ended} of them)`}. `;
}

/** What somebody entered, as text in a sentence. */
function asTyped(text: string): string {
  return `“${shorten(clean(text), 100)}”`;
}

function nobodyFound({ by, sought }: { readonly by: SoughtBy; readonly sought: string }): string {
  switch (by) {
    case "slack":
      return "No verified Clerk user has the email of that Slack profile. Name them by another email, or by Clerk user id (user_…).";
    case "clerk":
      return `No Clerk user has the id ${sought}.`;
    case "username":
      return `No Clerk user has the username ${asTyped(sought)}.`;
    case "email":
      return `No verified Clerk user has ${shorten(clean(sought), 320)}. Only verified addresses count; try the Clerk user id (user_…).`;
  }
}

/** Of somebody else: the end of a sentence. */
const actorReasons: Partial<Record<ProblemCode, string>> = {
  not_a_member: "they are no longer an active, full member of this workspace.",
  not_requester: "they are no longer among the people who may ask (REQUESTERS).",
  slack_email_missing: "their Slack profile shows no email.",
  slack_email_unconfirmed: "Slack does not show their email as confirmed.",
  no_clerk_user: "their Slack email no longer leads to the same person at Clerk.",
  ambiguous_clerk_user: "several Clerk users have their Slack email.",
  banned: "their Clerk user is banned.",
  locked: "their Clerk user is locked.",
  deprovisioned: "their Clerk user is deprovisioned.",
  self_impersonation: "they are that user themselves.",
};

const notAMember = {
  deactivated: "This Slack account is deactivated, so nothing was done.",
  bot: "Bots can't use Understudy. Nothing was done.",
  guest: "Guests can't use Understudy. Ask a full member of this workspace. Nothing was done.",
  other_workspace: "Understudy serves members of its own workspace only. Nothing was done.",
} as const;

const profile: Readonly<Record<Party, string>> = { actor: "Your Slack profile", subject: "That Slack profile" };
const clerkUser: Readonly<Record<Party, string>> = { actor: "Your Clerk user", subject: "That user" };

/** Times are shown in minutes. */
function minuteAfter(at: number) {
  return { at: Math.ceil(at / 60_000) * 60_000 };
}
