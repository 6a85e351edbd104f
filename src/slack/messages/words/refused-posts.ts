// Why Slack refuses a post, by its code, and what to do about it.
import type { CardProblem } from "../../../impersonation/model/errors.js";

interface RefusedPost {
  readonly codes: readonly string[];
  readonly why: string;
  readonly next: string;
  /** The problem that it is for the card, where it is one of the channel's own. */
  readonly card?: Exclude<CardProblem["code"], "channel_refuses">;
}

const invite = "Ask someone in the channel to type /invite @understudy";

const refusedPosts: readonly RefusedPost[] = [
  { codes: ["not_in_channel"], why: "Understudy is not in the channel", next: invite, card: "channel_not_joined" },
  {
    codes: ["channel_not_found"],
    why: "Slack does not show Understudy this conversation",
    next: invite,
    card: "channel_unseen",
  },
  { codes: ["is_archived"], why: "the channel is archived", next: "Ask your admin", card: "channel_archived" },
  {
    codes: [
      "restricted_action",
      "restricted_action_read_only_channel",
      "restricted_action_thread_only_channel",
      "restricted_action_non_threadable_channel",
    ],
    why: "the posting rules of the workspace or the channel do not allow it",
    next: "Ask someone who manages them to let Understudy post",
  },
  {
    codes: ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"],
    why: "Slack no longer accepts Understudy's token",
    next: "Ask your admin to install the app again",
  },
  {
    codes: ["missing_scope", "no_permission", "not_allowed_token_type"],
    why: "the app is missing a permission",
    next: "Ask your admin to install the app again with all of its permissions",
  },
  {
    codes: [
      "app_access_restricted",
      "access_denied",
      "team_access_not_granted",
      "ekm_access_denied",
      "org_login_required",
      "team_added_to_org",
    ],
    why: "the workspace does not let the app in",
    next: "Ask an administrator of the workspace",
  },
  {
    codes: ["message_limit_exceeded"],
    why: "the workspace has reached its message limit",
    next: "Ask an administrator of the workspace about its plan",
  },
  { codes: ["ratelimited"], why: "Slack is accepting no more messages right now", next: "Try again in a minute" },
  {
    codes: ["messages_tab_disabled"],
    why: "direct messages with the app are turned off",
    next: "Ask your admin to turn on the app's Messages tab",
  },
  {
    codes: [
      "invalid_blocks",
      "invalid_blocks_format",
      "msg_blocks_too_long",
      "msg_too_long",
      "no_text",
      "metadata_too_large",
      "invalid_metadata_format",
      "invalid_arguments",
    ],
    why: "Slack does not accept the message as it is written",
    next: "Please report this to your admin",
  },
];

const find = (slackCode: string) => refusedPosts.find(({ codes }) => codes.includes(slackCode));

const unknown = { why: "Slack gives no reason that Understudy knows", next: "Tell your admin" };

/** "…: the app is missing a permission. Ask your admin to …." Begins after a colon. The log has Slack's code. */
export function refusedPostWords(slackCode: string): string {
  const { why, next } = find(slackCode) ?? unknown;
  return `${why}. ${next}.`;
}

/** Without what to do about it, in the middle of a sentence. */
export function refusalReason(slackCode: string): string {
  return (find(slackCode) ?? unknown).why;
}

/** What it means for the request that the approval channel refuses its card. */
export function cardProblem(slackCode: string): CardProblem {
  const code = find(slackCode)?.card;
  return code === undefined ? { code: "channel_refuses", slackCode } : { code };
}
