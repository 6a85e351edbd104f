// What a person is shown when something is refused or fails: what happened, why, and what to do next.
import { formatDuration } from "../../../impersonation/model/duration.js";
import type { Party, Problem, ProblemCode, SoughtBy } from "../../../impersonation/model/errors.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import { clean, compose, type Line, shorten } from "../blocks/compose.js";
import { minuteAfter, subjectWords } from "./phrases.js";
import { refusedPostWords } from "./refused-posts.js";
import { type Answering, linkedId, openCount, openList, openWords, tooLateLine } from "./too-late.js";

/** The same as text, for where Slack takes nothing else. */
export function problemText(problem: Problem, approvalChannel: string): string {
  return compose([{ line: problemLine(problem, approvalChannel) }]).text;
}

/** `about`: who reads it, and where the cards of the requests in it are. */
export function problemLine(
  problem: Problem,
  approvalChannel: string,
  about: Omit<Answering, "approvalChannel"> = {},
): Line {
  const channel = { channel: approvalChannel };
  const answering = { ...about, approvalChannel };
  switch (problem.code) {
    case "not_a_member":
      return [notAMember[problem.why]];
    case "not_requester":
      return ["You are not allowed to ask for this. Ask your admin to add you."];
    case "too_many_open":
      return [
        `You can have ${openCount(problem.max)} at a time. `,
        ...openList(problem.requests, answering),
        "Cancel or revoke one of them, then ask again.",
      ];
    case "too_many_asks":
      return [
        "You are asking too often. Try again after ",
        minuteAfter(problem.againAt),
        ". ",
        ...openList(problem.requests, answering),
      ];
    case "too_many_refused":
      return [
        "You can't do this, and you have tried too often. Understudy checks again after ",
        minuteAfter(problem.againAt),
        ".",
      ];
    case "actor_has_too_many_open":
      return [
        { user: problem.actorSlackId },
        `, who asked, already has ${openCount(problem.max)}, the most that one person can have. Press Retry again when one of them is over.`,
      ];
    case "not_approver":
      return ["Only approvers can do this. Ask one of them in ", channel, "."];
    case "own_request":
      return ["You can't decide on your own request. Ask someone else in ", channel, "."];
    case "same_person_as_actor":
      return ["You and the person who asked share an email address. Ask someone else in ", channel, "."];
    case "subject_decides":
      return [
        "This request is to sign in as you. You can deny it, but someone else has to approve it. Ask in ",
        channel,
        ".",
      ];
    case "actor_refused":
      return [
        { user: problem.actorSlackId },
        `, who asked, can't get access any more: ${actorReasons[problem.reason] ?? "they no longer pass the checks."} Nothing was started.`,
      ];
    case "no_longer_allowed":
      return ["Something that was checked for this request changed while the link had to wait. Nobody got a link."];
    case "decider_email_missing":
      return [
        "Your Slack profile has no confirmed email, so Understudy can't tell you from the person who asked. Confirm your email, or ask someone else in ",
        channel,
        ".",
      ];
    case "not_your_request":
      return [notYours[problem.verb]];
    case "slack_lookup_failed":
      return ["Slack did not answer in time, so nothing was started. Try again in a moment."];
    case "slack_lookup_refused":
      return ["Slack did not let Understudy check who may do this, so nothing was started. Ask your admin."];
    case "group_unknown":
      return ["A user group in Understudy's settings no longer exists, so nothing was started. Ask your admin."];
    case "who_invalid":
      return [
        problem.typed === "" ? "" : `I can't tell who ${asTyped(problem.typed)} is. `,
        "Start with the user: a mention, an email, a Clerk user id (user_…), a @username, or their page in the Clerk Dashboard.",
      ];
    case "mention_not_visible":
      return [
        // As text: whether Slack takes a mention of somebody whom it hides is not known.
        `Slack does not show this person (${problem.userId}) to Understudy, so it can't look up their email. Name them by email, Clerk user id (user_…), or @username.`,
      ];
    case "reason_missing":
      return ["Give a reason."];
    case "reason_too_long":
      return [`Shorten the reason: it has ${problem.length} characters, and 1,000 is the most.`];
    case "reason_unmatched":
      return [
        problem.hint === null
          ? "The reason is not in the form that is required here. Ask your admin what it has to say."
          : `Say more in the reason: ${problem.hint.replace(/[^\p{P}]$/u, "$&.")}`,
      ];
    case "duration_invalid":
      return [
        problem.typed === "" ? "That is not a duration" : `I can't read the duration ${asTyped(problem.typed)}`,
        ". Write it like 45m, 1h30m, or 2 hours.",
      ];
    case "duration_too_long":
      return [
        `A session can last ${formatDuration(problem.maxMs)} at most, and this asks for ${formatDuration(problem.askedMs)}.`,
      ];
    case "slack_email_missing":
      return [
        problem.whose === "actor"
          ? "Your Slack profile has no email, so Understudy can't find you in Clerk. Add one, then ask again."
          : "This person's Slack profile has no email. Name them by email, Clerk user id (user_…), or @username.",
      ];
    case "slack_email_unconfirmed":
      return [
        problem.whose === "actor"
          ? "Slack shows your email as not confirmed. Confirm it in Slack, then ask again."
          : "Slack shows this person's email as not confirmed. Name them by email, Clerk user id (user_…), or @username.",
      ];
    case "no_clerk_user":
      return [
        problem.whose === "actor"
          ? "No Clerk user has your Slack email as a verified address. Sign up to the product with it, or ask your admin."
          : nobodyFound(problem),
      ];
    case "ambiguous_clerk_user":
      return [
        problem.whose === "actor"
          ? "Several Clerk users have your Slack email as a verified address, so Understudy can't tell which one is you. Ask your admin."
          : problem.by === "name"
            ? `Too many users match ${asTyped(problem.sought)}. Refine it: type more of their name or address, or search in the form that /impersonate opens.`
            : `Several Clerk users have ${problem.by === "slack" ? "the email of that Slack profile" : asTyped(problem.sought)}. Name one of them by Clerk user id (user_…).`,
      ];
    case "self_impersonation":
      return ["That is you. You can only ask to sign in as someone else."];
    case "banned":
    case "locked":
      return [`${clerkUser[problem.whose]} is ${problem.code} in Clerk.`];
    case "deprovisioned":
      return [`${clerkUser[problem.whose]} is deprovisioned in Clerk: a directory keeps them from signing in.`];
    case "protected_subject":
      return ["This user is protected: nobody can sign in as them."];
    case "already_open":
      return [
        "You already have an open request for ",
        ...subjectWords(problem.request),
        ": ",
        linkedId(problem.request, answering),
        ". ",
        ...openWords(problem.request, approvalChannel),
      ];
    case "channel_unseen":
      return [
        "Understudy can't see the approval channel. Ask someone there to type /invite @understudy, or ask your admin.",
      ];
    case "channel_not_joined":
      return ["Understudy is not in ", channel, ". Ask someone there to type /invite @understudy."];
    case "channel_archived":
      return [channel, " is archived, so nobody can approve there. Ask your admin."];
    case "channel_shared":
      return [channel, " is shared with another organization, so Understudy does not post there. Ask your admin."];
    case "channel_public":
      return [channel, " is public, so anybody could join and approve. Ask your admin."];
    case "channel_refuses":
      return ["Slack does not let Understudy post in ", channel, `: ${refusedPostWords(problem.slackCode)}`];
    case "no_approvers":
      return ["Nobody could approve this but you or that user. Ask to have someone added to ", channel, "."];
    case "no_such_request":
      return [
        `There is no request ${shortId(problem)} that you can see. Yours are in `,
        { code: "/impersonate list" },
        ".",
      ];
    case "unknown_request":
      return [
        "Understudy has no record of this request, so nothing has changed. Its database was restored from a backup, or two bots share one app. To end access, open the user in the Clerk Dashboard and end the session that has an actor. Tell your admin.",
      ];
    case "retry_over":
      return ["It is too late to retry. Ask again with /impersonate."];
    case "link_gone":
      return ["This link no longer works: it was used or revoked, or it has expired. The message shows which."];
    case "ahead_of_record":
      return [aheadOfRecord, endedWords(problem.ended), unusedLink];
    case "too_late":
      return tooLateLine(problem.request, answering);
    case "store_unavailable":
      return [storeUnavailable[problem.stage]];
    case "clerk_plan":
      return ["Impersonation is not part of your Clerk plan. Ask your admin."];
    case "clerk_limit":
      return ["Your Clerk plan's impersonation limit is used up. Ask your admin."];
    case "clerk_key":
      return ["Clerk does not accept Understudy's key. Ask your admin."];
    case "clerk_rate_limited":
      return ["Clerk is accepting no more requests right now, so nothing was started. Try again in a minute."];
    case "clerk_not_found":
      return ["Clerk no longer has what Understudy looked up, so nothing was started."];
    case "clerk_refused":
      return ["Clerk refused a look-up, so nothing was started. Ask your admin."];
    case "clerk_unavailable":
      return ["Clerk answered with a server error, so nothing was started. Try again in a moment."];
    case "clerk_timeout":
      return ["Clerk did not answer, so nothing was started. Try again in a moment."];
    case "clerk_malformed":
      return ["Clerk gave an answer that Understudy could not read, so nothing was started. Try again in a moment."];
  }
}

const notYours = {
  cancel: "Only the person who asked can cancel this request.",
  open: "This link is not yours.",
  ask_again: "Only the person who asked can ask this again. To ask for yourself, use /impersonate.",
} as const;

const storeUnavailable = {
  before:
    "Understudy can't write to its database, so nothing was decided, started or ended. Try again in a moment. If it happens again, tell your admin: the database may be down, or its disk full.",
  after:
    "Understudy lost its database in the middle of this. The decision stands; Understudy carries it out as soon as it can write again, and the card shows the outcome. Tell your admin: the database may be down, or its disk full.",
  unknown:
    "Understudy lost its database in the middle of this, and does not know whether it was stored. Look at the card before you try again. Tell your admin.",
} as const;

const aheadOfRecord = "This message is newer than Understudy's database, which was probably restored from a backup. ";
const unusedLink = "If the link has not been opened, it expires by itself. If somebody opens it, press Revoke again.";

function endedWords(ended: number | null): string {
  if (ended === null) return "";
  if (ended === 0) return "Clerk lists no live session of this request. ";
  return ended === 1 ? "Its session in Clerk was ended. " : `Its ${ended} sessions in Clerk were ended. `;
}

/** What somebody entered, as text in a sentence. */
function asTyped(text: string): string {
  return `“${shorten(clean(text), 100)}”`;
}

function nobodyFound({ by, sought }: { readonly by: SoughtBy; readonly sought: string }): string {
  switch (by) {
    case "slack":
      return "No Clerk user has the email of that Slack profile as a verified address. Name them by another email, or by Clerk user id (user_…).";
    case "clerk":
      return `No Clerk user has the id ${sought}.`;
    case "username":
      return `No Clerk user has the username ${asTyped(sought)}.`;
    case "name":
      return `No user that you could sign in as has ${asTyped(sought)} in their name or address. Type /impersonate alone to search, or /impersonate help.`;
    case "email":
      return `No Clerk user has ${shorten(clean(sought), 320)} as a verified address. Check the spelling, or use their Clerk user id (user_…).`;
  }
}

/** Of somebody else: the end of a sentence. */
const actorReasons: Partial<Record<ProblemCode, string>> = {
  not_a_member: "they are no longer an active, full member of this workspace.",
  not_requester: "they are no longer allowed to ask.",
  slack_email_missing: "their Slack profile has no email.",
  slack_email_unconfirmed: "Slack shows their email as not confirmed.",
  no_clerk_user: "their Slack email no longer belongs to the same Clerk user.",
  ambiguous_clerk_user: "several Clerk users have their Slack email.",
  banned: "their Clerk user is banned.",
  locked: "their Clerk user is locked.",
  deprovisioned: "their Clerk user is deprovisioned.",
  self_impersonation: "they are that user.",
};

const notAMember = {
  deactivated: "This Slack account is deactivated.",
  bot: "Bots can't use Understudy.",
  guest: "Guests can't use Understudy. Ask a full member of this workspace.",
  other_workspace: "Only members of Understudy's own workspace can use it.",
} as const;

const clerkUser: Readonly<Record<Party, string>> = { actor: "Your Clerk user", subject: "This user" };
