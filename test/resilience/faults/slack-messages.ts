// The fault table, Slack's side: the messages of a request, posted, edited, deleted and looked for.
import { ids } from "../../../src/sandbox/cast.js";
import { holdsALink } from "../../flows/stage.js";
import { basicFaults, slackSaysNo, unknown } from "./fault.js";
import type { Row, Sight } from "./row.js";
import * as scenes from "./scenes.js";
import { hasTheLink, waiting } from "./sights.js";

type Args = Record<string, unknown>;

const says = (words: string) => (args: Args) => JSON.stringify(args).includes(words);
const inTheChannel = ({ channel }: Args) => channel === ids.approvals;
const inPrivate = ({ channel }: Args) => String(channel).startsWith("D");
const inAThread = ({ thread_ts }: Args) => thread_ts !== undefined;
/** Where a call that worked is found to have worked. */
const withoutEffect = basicFaults.filter((fault) => fault !== "drop after");

/** A direct message that tells alice something new. */
const told = (call: string, scene: scenes.Scene, words: string, first: readonly Sight[], healed: Sight): Row => ({
  call,
  service: "slack",
  method: "chat.postMessage",
  match: (args) => String(args.channel).startsWith("U") && says(words)(args),
  scene,
  outcomes: [
    { faults: withoutEffect, sees: first, asked: "patiently", heals: "by the next try", healed: [healed] },
    // It is found in the conversation, and not posted twice.
    { faults: ["drop after"], sees: [...first, healed], asked: 1, heals: "at once" },
    {
      faults: [...slackSaysNo, "messages_tab_disabled", "restricted_action", "channel_not_found"],
      sees: [...first, ["log", /error delivery failed: message .*still_shown=nothing/]],
      asked: 1,
      heals: "by a restart",
      healed: [healed],
    },
  ],
});

export const slackMessages: readonly Row[] = [
  {
    call: "chat.postMessage of the card",
    service: "slack",
    method: "chat.postMessage",
    match: inTheChannel,
    scene: scenes.asking,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [["alice", /Your request .* is on record.* the card follows as soon as it does/]],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [waiting, ["alice", /\[Cancel request\]/]],
      },
      {
        // It is found in the channel, and not posted twice.
        faults: ["drop after"],
        sees: [["alice", /Your request .* is on record/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "at once",
        healed: [waiting, ["alice", /\[Cancel request\]/]],
      },
      {
        faults: ["not_in_channel"],
        sees: [["alice", /is not in #impersonation-approvals.*invite @understudy/]],
        recorded: { status: "cancelled", audit: [["show.card", "not_in_channel"]] },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
      },
      {
        faults: ["channel_not_found"],
        sees: [["alice", /can't see the approval channel/]],
        recorded: { status: "cancelled", audit: [["show.card", "channel_not_found"]] },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
      },
      {
        faults: ["is_archived"],
        sees: [["alice", /is archived, so nobody can approve there/]],
        recorded: { status: "cancelled", audit: [["show.card", "is_archived"]] },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
      },
      {
        faults: [
          ...slackSaysNo,
          "restricted_action",
          "app_access_restricted",
          "invalid_blocks",
          "message_limit_exceeded",
        ],
        sees: [["alice", /does not let Understudy post in #impersonation-approvals/]],
        recorded: { status: "cancelled" },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
      },
    ],
  },
  told(
    "chat.postMessage of the waiting message",
    scenes.asking,
    "You asked to sign in",
    [["alice", /Asked #impersonation-approvals/], waiting],
    ["alice", /You asked to sign in as .*\[Cancel request\]/s],
  ),
  {
    call: "conversations.history for a card whose post was not answered",
    service: "slack",
    method: "conversations.history",
    scene: scenes.askingWithALostCard,
    triesBefore: 1,
    outcomes: [
      {
        faults: basicFaults,
        sees: [["alice", /Your request .* is on record/]],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [waiting, ["alice", /\[Cancel request\]/]],
      },
      {
        // Nobody can tell whether it stands: a card too many is better than none.
        faults: [...slackSaysNo, "channel_not_found"],
        sees: [["alice", /Your request .* is on record/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "conversations.open to look for a direct message whose post was not answered",
    service: "slack",
    method: "conversations.open",
    scene: scenes.askingWithALostMessage,
    triesBefore: 1,
    outcomes: [
      {
        faults: basicFaults,
        sees: [waiting],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["alice", /You asked to sign in as .*\[Cancel request\]/s]],
      },
      {
        faults: [...slackSaysNo, "user_disabled", "user_not_found", "user_not_visible"],
        sees: [waiting, ["alice", /You asked to sign in as .*\[Cancel request\]/s]],
        recorded: { status: "pending" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "chat.postMessage with the link",
    service: "slack",
    method: "chat.postMessage",
    match: holdsALink,
    scene: scenes.approving,
    outcomes: [
      {
        faults: ["rate limit"],
        sees: [["card", /creating the link…/]],
        asked: "as told",
        heals: "by the next try",
        healed: [hasTheLink, ["alice", /\[Open as Bob Brown\]/]],
      },
      {
        faults: unknown,
        sees: [
          ["card", /did not say whether the direct message with the link arrived, so the link was revoked.*\[Retry\]/s],
          ["alice", /was approved, but you did not get a link/],
        ],
        recorded: {
          status: "failed",
          failure: "delivery_unknown",
          audit: [
            ["deliver.link", "unknown"],
            ["actor_token.revoke", "done"],
          ],
        },
        asked: 1,
        heals: "by Retry",
        healed: [hasTheLink],
      },
      {
        faults: [...slackSaysNo, "messages_tab_disabled", "restricted_action", "channel_not_found"],
        sees: [
          ["card", /refused the direct message with the link, so the link was revoked.*\[Retry\]/s],
          ["alice", /was approved, but you did not get a link/],
        ],
        recorded: {
          status: "failed",
          failure: "delivery_refused",
          audit: [
            ["deliver.link", "refused"],
            ["actor_token.revoke", "done"],
          ],
        },
        asked: 1,
        heals: "by Retry",
        healed: [hasTheLink],
      },
    ],
  },
  {
    call: "chat.update of the card",
    service: "slack",
    method: "chat.update",
    match: inTheChannel,
    scene: scenes.watching,
    outcomes: [
      {
        faults: basicFaults,
        sees: [["alice", /In use since/]],
        recorded: { status: "active" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["card", /In use since/]],
      },
      {
        faults: ["update_failed", "internal_error", "service_unavailable", "fatal_error", "request_timeout"],
        sees: [["alice", /In use since/]],
        asked: "patiently",
        heals: "by the next try",
        healed: [["card", /In use since/]],
      },
      {
        faults: [...slackSaysNo, "not_in_channel", "channel_not_found", "is_archived", "msg_too_long"],
        sees: [
          ["alice", /In use since/],
          ["log", /error delivery failed: message .*message=card/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["card", /In use since/]],
      },
      {
        // Whatever is mended meanwhile, a restart does not ask for this again.
        faults: ["is_inactive"],
        sees: [
          ["alice", /In use since/],
          ["log", /error delivery failed: message .*message=card/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by the request's next move",
        healed: [["card", /revoked access .* Clerk confirmed it/]],
      },
      {
        faults: ["message_not_found", "edit_window_closed", "cant_update_message"],
        sees: [["card", /In use since/]],
        recorded: { status: "active" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "chat.update that takes the link out",
    service: "slack",
    method: "chat.update",
    match: ({ channel }) => String(channel).startsWith("D"),
    scene: scenes.watching,
    outcomes: [
      {
        faults: basicFaults,
        sees: [["card", /In use since/]],
        recorded: { status: "active" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["alice", /In use since .*\[Revoke\]/s]],
      },
      {
        faults: [...slackSaysNo, "channel_not_found", "msg_too_long"],
        sees: [
          ["card", /In use since/],
          ["log", /error delivery failed: message .*message=link/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["alice", /In use since .*\[Revoke\]/s]],
      },
      {
        // Whatever is mended meanwhile, a restart does not ask for this again.
        faults: ["is_inactive"],
        sees: [
          ["card", /In use since/],
          ["log", /error delivery failed: message .*message=link/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by the request's next move",
        healed: [["alice", /revoked access .* Clerk confirmed it/]],
      },
      {
        faults: ["message_not_found", "edit_window_closed", "cant_update_message"],
        sees: [["alice", /In use since .*\[Revoke\]/s]],
        recorded: { status: "active" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "chat.delete of a card that may no longer be edited",
    service: "slack",
    method: "chat.delete",
    match: inTheChannel,
    scene: scenes.watchingTheUneditableCard,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [["alice", /In use since/]],
        recorded: { status: "active" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["card", /In use since/]],
      },
      {
        // It is looked for, is not there any more, and is posted again.
        faults: ["drop after"],
        sees: [["alice", /In use since/]],
        recorded: { status: "active" },
        asked: 1,
        heals: "at once",
        healed: [["card", /In use since/]],
      },
      {
        // Whatever is mended meanwhile, a restart does not ask for this again.
        faults: ["cant_delete_message"],
        sees: [
          ["alice", /In use since/],
          ["log", /error delivery failed: message .*message=card/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by the request's next move",
        healed: [["card", /revoked access .* Clerk confirmed it/]],
      },
      {
        faults: slackSaysNo,
        sees: [["alice", /In use since/], hasTheLink, ["log", /error delivery failed: message .*message=card/]],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["card", /In use since/]],
      },
    ],
  },
  {
    call: "chat.delete of the message that the link replaces",
    service: "slack",
    method: "chat.delete",
    match: inPrivate,
    scene: scenes.approving,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [hasTheLink, ["alice", /\[Cancel request\]/], ["alice", /\[Open as Bob Brown\]/]],
        recorded: { status: "issued" },
        asked: "patiently",
        heals: "by the next try",
        healed: [hasTheLink],
      },
      {
        // Nothing tells that it is gone until Slack answers.
        faults: ["drop after"],
        sees: [hasTheLink, ["alice", /\[Open as Bob Brown\]/]],
        recorded: { status: "issued" },
        asked: "patiently",
        heals: "by the next try",
        healed: [hasTheLink],
      },
      {
        faults: ["cant_delete_message", "compliance_exports_prevent_deletion", ...slackSaysNo],
        sees: [hasTheLink, ["alice", /Replaced by a newer message/]],
        recorded: { status: "issued" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "chat.postMessage of the reminder in the card's thread",
    service: "slack",
    method: "chat.postMessage",
    match: inAThread,
    scene: scenes.reminding,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [waiting],
        asked: "patiently",
        heals: "by the next try",
        healed: [["thread", /Still waiting/]],
      },
      {
        faults: ["drop after"],
        sees: [waiting, ["thread", /Still waiting/]],
        asked: 1,
        heals: "at once",
      },
      {
        faults: [...slackSaysNo, "restricted_action", "cannot_reply_to_message"],
        sees: [waiting, ["log", /error delivery failed: message .*message=reminder/]],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by a restart",
        healed: [["thread", /Still waiting/]],
      },
    ],
  },
  {
    call: "conversations.replies for a reminder whose post was not answered",
    service: "slack",
    method: "conversations.replies",
    scene: scenes.remindingUnanswered,
    triesBefore: 1,
    outcomes: [
      {
        faults: basicFaults,
        sees: [waiting],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["thread", /Still waiting/]],
      },
      {
        faults: [...slackSaysNo, "thread_not_found"],
        sees: [waiting, ["thread", /Still waiting/]],
        recorded: { status: "pending" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "chat.postMessage of the card again",
    service: "slack",
    method: "chat.postMessage",
    match: inTheChannel,
    scene: scenes.watchingTheUneditableCard,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [["alice", /In use since/]],
        recorded: { status: "active" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["card", /In use since/]],
      },
      {
        faults: ["drop after"],
        sees: [["card", /In use since/]],
        recorded: { status: "active" },
        asked: 1,
        heals: "at once",
      },
      {
        faults: [...slackSaysNo, "not_in_channel", "channel_not_found", "is_archived", "restricted_action"],
        sees: [
          ["alice", /In use since/],
          ["log", /error delivery failed: message .*still_shown=nothing/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["card", /In use since/]],
      },
    ],
  },
  {
    call: "chat.postMessage of the link's message again, without the link",
    service: "slack",
    method: "chat.postMessage",
    match: ({ channel, text }) => String(channel).startsWith("U") && String(text).includes("In use"),
    scene: scenes.watchingTheUneditableLink,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [["card", /In use since/]],
        recorded: { status: "active" },
        asked: "patiently",
        heals: "by the next try",
        healed: [["alice", /In use since .*\[Revoke\]/s]],
      },
      {
        faults: ["drop after"],
        sees: [["alice", /In use since .*\[Revoke\]/s]],
        recorded: { status: "active" },
        asked: 1,
        heals: "at once",
      },
      {
        faults: [...slackSaysNo, "messages_tab_disabled", "channel_not_found"],
        sees: [
          ["card", /In use since/],
          ["log", /error delivery failed: message .*still_shown=nothing/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["alice", /In use since .*\[Revoke\]/s]],
      },
    ],
  },
  told(
    "chat.postMessage of the denial",
    scenes.sendingTheDenial,
    "denied your",
    [["card", /@carol denied this/]],
    ["alice", /@carol denied your request/],
  ),
  told(
    "chat.postMessage of the lapse",
    scenes.lapsing,
    "decided on your request",
    [["card", /Nobody decided by/]],
    ["alice", /decided on your request .* in time/],
  ),
  told(
    "chat.postMessage of a failure",
    scenes.failing,
    "was approved, but you did not get a link",
    [["card", /not part of your Clerk plan.*\[Retry\]/s]],
    ["alice", /was approved, but you did not get a link/],
  ),
  told(
    "chat.postMessage of the end by somebody else",
    scenes.endedElsewhere,
    "You were ",
    [["card", /Access ended .* Someone ended the session in Clerk/]],
    ["alice", /You were signed in as Bob Brown/],
  ),
  told(
    "chat.postMessage of the end that is near",
    scenes.endingSoon,
    "Ending soon",
    [["card", /In use/]],
    ["alice", /Your session as Bob Brown ends at/],
  ),
  told(
    "chat.postMessage of a revoke that Clerk does not confirm",
    scenes.unconfirmed,
    "Not confirmed",
    [["card", /Clerk has not confirmed/]],
    ["alice", /Not confirmed|The link was never opened/],
  ),
];
