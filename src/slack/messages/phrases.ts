// Sentences about a request's outcome, shared by the card and the direct messages.
import { formatDuration } from "../../impersonation/model/duration.js";
import type { Failure, Request } from "../../impersonation/model/request.js";
import { clean, type Line, type Part } from "./compose.js";

/** "Bob Brown (bob@customer.com, user_2x…)": a Clerk user is always text, never a mention. */
export function subjectWords({ subjectName, subjectEmail, subjectId }: Request): Part[] {
  const details = [subjectEmail, subjectId].filter((detail) => detail !== null).map(clean);
  return [{ bold: clean(subjectName) || "(no name)" }, ` (${details.join(", ")})`];
}

export function forHowLong({ sessionMs }: Request): string {
  return formatDuration(sessionMs);
}

/** An app that verifies session tokens offline accepts one until it expires, after 60 s at most. */
const offlineNote = "A product that checks sign-ins offline may accept it for up to 60 more seconds.";

/** How access ended, without saying by whom. */
export function closingWords(request: Request): Line {
  switch (request.closing) {
    case "unused":
      return ["The link was never used, and it is dead."];
    case "sessions_ended":
      return [`The session is over; Clerk confirmed it. ${offlineNote}`];
    case "nothing_created":
      return ["No link had been made."];
    case "no_session":
      return ["The link was opened, but no session came of it; Clerk lists none."];
    case "subject_gone":
      return ["Clerk no longer knows this user, so nothing is left to sign in to."];
    case "signed_out":
      return ["The session was signed out."];
    case "timed_out":
      return ["The session is over; it ended by itself."];
    case "time_limit":
      return [`The session reached its time limit and was ended. ${offlineNote}`];
    case "revoked_elsewhere":
      return [`Somebody ended the session at Clerk. ${offlineNote}`];
    case "by_time_unconfirmed":
      return ["Over by time; Clerk did not confirm. Link and session have outlived their longest possible life."];
    case "card_not_posted":
      return [
        `The approval channel did not take the card${refusedBecause(request)}, so nobody could have decided. Nothing was started.`,
      ];
    case "by_actor":
    case null:
      return [];
  }
}

function refusedBecause({ slackCode }: Request): string {
  return slackCode === null ? "" : ` (${slackCode})`;
}

const failureSentences: Readonly<Record<Failure, string>> = {
  clerk_plan: "Clerk would not create the sign-in link: impersonation is not part of your Clerk plan.",
  clerk_limit: "Clerk would not create the sign-in link: your plan's impersonation limit is used up.",
  clerk_key: "Clerk did not accept the bot's secret key (CLERK_SECRET_KEY).",
  clerk_rate_limited: "Clerk is taking no more requests for the moment (rate limit).",
  clerk_refused: "Clerk would not create the sign-in link.",
  clerk_unavailable: "Clerk answered with an error of its own.",
  clerk_timeout: "Clerk did not answer.",
  clerk_malformed: "Clerk gave an answer that the bot could not read.",
  delivery_refused: "Slack would not deliver the direct message with the link, so the link was revoked.",
  delivery_unknown: "Slack did not say whether the direct message with the link arrived, so the link was revoked.",
  subject_refused: "Clerk would not create the sign-in link: this user is banned, locked or gone.",
  subject_deprovisioned:
    "Clerk would not create the sign-in link: this user is deprovisioned, so a directory keeps them from signing in.",
  no_longer_allowed:
    "While the link had to wait, what had been checked for it changed or could not be checked again. Nobody got a link.",
  not_recorded: "Understudy lost its database while the link was being made. Nobody got a link, or it was revoked.",
  interrupted: "The bot was interrupted while the link was being made. No link reached anybody, or it was revoked.",
};

/** Why an approved request failed, and what may be left of it. */
export function failureWords(request: Request): Line {
  if (request.failure === null) return [];
  const { failure, slackCode } = request;
  const refused =
    failure === "delivery_refused" && slackCode !== null ? ` The reason: ${refusedPostWords(slackCode)}` : "";
  const sentence = `${failureSentences[failure]}${refused}`;
  if (request.tokenMayExistUntil !== null) {
    return [
      `${sentence} A link may exist, nobody has it, and it dies unused by `,
      { at: request.tokenMayExistUntil },
      ".",
    ];
  }
  const nothingStarted = request.tokenId === null && request.failure.startsWith("clerk_");
  return [nothingStarted ? `${sentence} Nothing was started.` : sentence];
}

/** Since when, from where and until when the link is in use. */
export function usageWords({ usedAt, usedFrom, sessionEndsAt }: Request): Line {
  if (usedAt === null) return ["The link was opened. Looking for its session at Clerk…"];
  return [
    "In use since ",
    { at: usedAt },
    usedFrom === null ? "" : ` from ${clean(usedFrom)}`,
    ...(sessionEndsAt === null ? ["."] : [". Ends by ", { at: sessionEndsAt }, "."]),
  ].filter((part) => part !== "");
}

/** Why Slack refuses a post, by its code, and what to do about it. */
const refusedPosts: readonly (readonly [codes: readonly string[], why: string, next: string])[] = [
  [
    [
      "restricted_action",
      "restricted_action_read_only_channel",
      "restricted_action_thread_only_channel",
      "restricted_action_non_threadable_channel",
    ],
    "the posting rules of the workspace or the channel forbid it",
    "Somebody who manages them can let it post",
  ],
  [["not_in_channel"], "Understudy is not in the channel", "Ask somebody there to type /invite @understudy"],
  [["is_archived"], "the channel is archived", "Set APPROVAL_CHANNEL to an active channel"],
  [
    ["channel_not_found"],
    "Slack shows Understudy no such conversation",
    "In a channel, ask somebody there to type /invite @understudy, and check APPROVAL_CHANNEL",
  ],
  [
    ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"],
    "Slack no longer accepts the bot's token",
    "Whoever runs Understudy has to install the app again and set SLACK_BOT_TOKEN",
  ],
  [
    ["missing_scope", "no_permission", "not_allowed_token_type"],
    "the app lacks a right",
    "Whoever runs Understudy has to give it the rights in manifest.yml and install it again",
  ],
  [
    [
      "app_access_restricted",
      "access_denied",
      "team_access_not_granted",
      "ekm_access_denied",
      "org_login_required",
      "team_added_to_org",
    ],
    "the workspace's administrators or a migration keep the app out",
    "Ask an administrator of the workspace",
  ],
  [
    ["message_limit_exceeded"],
    "the workspace has used up its messages",
    "Ask an administrator of the workspace about its plan",
  ],
  [["ratelimited"], "Slack takes no more messages for the moment", "Try again in a minute"],
  [
    ["messages_tab_disabled"],
    "the app's Messages tab is off",
    "Whoever runs Understudy can turn it on (App Home → Show Tabs)",
  ],
  [
    [
      "invalid_blocks",
      "invalid_blocks_format",
      "msg_blocks_too_long",
      "msg_too_long",
      "no_text",
      "metadata_too_large",
      "invalid_metadata_format",
      "invalid_arguments",
    ],
    "Slack does not take the message as it was written",
    "Please report that to whoever runs Understudy",
  ],
];

/** "…: the app lacks a right (missing_scope). Whoever runs Understudy has to …." Begins after a colon. */
export function refusedPostWords(slackCode: string): string {
  const known = refusedPosts.find(([codes]) => codes.includes(slackCode));
  const [, why, next] = known ?? [[], "Slack gives no other reason", "Tell whoever runs Understudy"];
  return `${why} (${slackCode}). ${next}.`;
}
