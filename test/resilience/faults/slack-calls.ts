// The fault table, Slack's side: every call that the bot makes to Slack, what may befall it, and what follows.
import { ids } from "../../../src/sandbox/cast.js";
import { basicFaults, slackSaysNo, unknown } from "./fault.js";
import type { Row, Sight } from "./row.js";
import * as scenes from "./scenes.js";

type Args = Record<string, unknown>;

const says = (words: string) => (args: Args) => JSON.stringify(args).includes(words);
const inTheChannel = ({ channel }: Args) => channel === ids.approvals;
const of = (user: string) => (args: Args) => args.user === user;
/** Where a call that worked is found to have worked. */
const withoutEffect = basicFaults.filter((fault) => fault !== "drop after");
const byGroup = { APPROVERS: ids.managers };

const cannotTell: Sight = ["alice", /Slack did not tell who may do this, so nothing was decided/];
const wouldNotTell: Sight = [
  "alice",
  /Slack would not tell who may do this \(\w+\), so nothing was decided.* Ask whoever runs/,
];
const inCarolsWords = ([, words]: Sight): Sight => ["carol", words];
const waiting: Sight = ["card", /Waiting for a decision until .*\[Approve\] \[Deny\]/s];
const hasTheLink: Sight = ["card", /has the link, not used yet/];

/** Whatever is looked up while alice asks: nothing starts, and she is told. */
const lookedUpWhileAsking = (
  call: string,
  row: Pick<Extract<Row, { service: "slack" }>, "method" | "match" | "settings"> & { scene?: scenes.Scene },
  refusals: readonly string[],
  unseen: readonly string[] = [],
): Row => ({
  call,
  service: "slack",
  scene: scenes.asking,
  ...row,
  outcomes: [
    {
      faults: basicFaults,
      sees: [cannotTell],
      recorded: { status: "none", audit: [["refused", "slack_lookup_failed"]] },
      asked: 1,
      heals: "by asking again",
      healed: [waiting],
    },
    {
      faults: [...slackSaysNo, ...refusals],
      sees: [wouldNotTell],
      recorded: { status: "none", audit: [["refused", "slack_lookup_refused"]] },
      asked: 1,
      heals: "by asking again",
      healed: [waiting],
    },
    ...(unseen.length === 0
      ? []
      : [
          {
            faults: unseen,
            sees: [["alice", /can't see the approval channel.*invite @understudy/s]] satisfies Sight[],
            recorded: { status: "none", audit: [["refused", "channel_unseen"]] } as const,
            asked: 1,
            heals: "by asking again",
            healed: [waiting],
          } as const,
        ]),
  ],
});

/** What is looked up about carol before her click counts: nothing is decided, and she is told. */
const lookedUpForAClick = (
  call: string,
  row: Pick<Extract<Row, { service: "slack" }>, "method" | "match" | "settings">,
  refusals: readonly string[],
  unseen: readonly string[] = [],
): Row => ({
  call,
  service: "slack",
  scene: scenes.approvingLater,
  ...row,
  outcomes: [
    {
      faults: basicFaults,
      sees: [inCarolsWords(cannotTell), waiting],
      recorded: { status: "pending", audit: [["refused", "slack_lookup_failed"]] },
      asked: 1,
      heals: "by the same step again",
      healed: [hasTheLink],
    },
    {
      faults: [...slackSaysNo, ...refusals],
      sees: [inCarolsWords(wouldNotTell), waiting],
      recorded: { status: "pending", audit: [["refused", "slack_lookup_refused"]] },
      asked: 1,
      heals: "by the same step again",
      healed: [hasTheLink],
    },
    ...(unseen.length === 0
      ? []
      : [
          {
            faults: unseen,
            sees: [["carol", /can't see the approval channel/], waiting] satisfies Sight[],
            recorded: { status: "pending" } as const,
            asked: 1,
            heals: "by the same step again",
            healed: [hasTheLink],
          } as const,
        ]),
  ],
});

/** What is looked up once more while Clerk makes the link: the token is revoked, and Retry makes another. */
const lookedUpOnceMore = (
  call: string,
  row: Pick<Extract<Row, { service: "slack" }>, "method" | "match"> & { scene: scenes.Scene },
  refusals: readonly string[],
  who = "alice",
): Row => ({
  call,
  service: "slack",
  ...row,
  outcomes: [
    {
      faults: [...basicFaults, ...slackSaysNo, ...refusals],
      sees: [
        ["card", /could not be checked once more, so nobody got a link.*\[Retry\]/s],
        ["carol", /could not be checked once more/],
        ...(who === "alice" ? ([["alice", /was approved, but there is no link/]] satisfies Sight[]) : []),
      ],
      recorded: { status: "failed", failure: "lookup_failed", audit: [["actor_token.revoke", "done"]] },
      asked: 1,
      heals: "by Retry",
      healed: who === "alice" ? [hasTheLink] : [],
    },
  ],
});

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
      sees: [...first, ["log", /error a message cannot be brought up to date .*still_shown=nothing/]],
      asked: 1,
      heals: "by a restart",
      healed: [healed],
    },
  ],
});

const atTheStart = (call: string, method: string, log: RegExp, settings = {}): Row => ({
  call,
  service: "slack",
  method,
  settings,
  scene: scenes.starting,
  outcomes: [
    {
      faults: [...basicFaults, ...slackSaysNo],
      sees: [
        ["log", log],
        ["log", /understudy is running/],
      ],
      recorded: { status: "none" },
      asked: 1,
      heals: "by asking again",
      healed: [waiting],
    },
  ],
});

export const slackCalls: readonly Row[] = [
  {
    call: "auth.test at the start",
    service: "slack",
    method: "auth.test",
    scene: scenes.starting,
    outcomes: [
      {
        faults: [...basicFaults, ...slackSaysNo],
        sees: [["log", /warn slack auth\.test /]],
        recorded: { status: "none" },
        asked: 1,
        heals: "by the same step again",
        healed: [["log", /understudy is running/]],
      },
    ],
  },
  {
    // What Slack refuses here for good ends the process; test/flows/process.test.ts reads what it says.
    call: "apps.connections.open at the start",
    service: "slack",
    method: "apps.connections.open",
    scene: scenes.starting,
    outcomes: [
      {
        faults: basicFaults,
        sees: [["log", /approvals are possible/]],
        recorded: { status: "none" },
        asked: 2,
        heals: "at once",
        healed: [["log", /understudy is running/]],
      },
    ],
  },
  atTheStart("conversations.info at the start", "conversations.info", /no request can be approved until this changes/),
  atTheStart(
    "conversations.members at the start",
    "conversations.members",
    /no request can be approved until this changes/,
  ),
  atTheStart(
    "usergroups.users.list at the start",
    "usergroups.users.list",
    /nobody who is meant by REQUESTERS can ask until this changes/,
    { APPROVERS: `${ids.carol},${ids.dave}`, REQUESTERS: `${ids.managers},${ids.alice}` },
  ),

  lookedUpWhileAsking("users.info of alice while she asks", { method: "users.info", match: of(ids.alice) }, [
    "user_not_found",
  ]),
  lookedUpWhileAsking(
    "users.info of whom she names",
    { method: "users.info", match: of(ids.dave), scene: scenes.askingByMention },
    ["user_not_found", "user_not_visible"],
  ),
  lookedUpWhileAsking("conversations.info while she asks", { method: "conversations.info" }, [], ["channel_not_found"]),
  lookedUpWhileAsking(
    "conversations.members while she asks",
    { method: "conversations.members" },
    ["fetch_members_failed"],
    ["channel_not_found"],
  ),
  lookedUpWhileAsking(
    "usergroups.users.list while she asks",
    { method: "usergroups.users.list", settings: byGroup },
    [],
  ),
  {
    call: "usergroups.users.list of a group that there is not",
    service: "slack",
    method: "usergroups.users.list",
    settings: byGroup,
    scene: scenes.asking,
    outcomes: [
      {
        faults: ["no_such_subteam", "plan_upgrade_required"],
        sees: [["alice", /knows no such user group.* Ask whoever runs Understudy/]],
        recorded: { status: "none", audit: [["refused", "group_unknown"]] },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
      },
    ],
  },

  {
    call: "chat.postMessage of the card",
    service: "slack",
    method: "chat.postMessage",
    match: inTheChannel,
    scene: scenes.asking,
    outcomes: [
      {
        faults: withoutEffect,
        sees: [["alice", /Stored your request .* the card follows as soon as it does/]],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [waiting, ["alice", /\[Cancel request\]/]],
      },
      {
        // It is found in the channel, and not posted twice.
        faults: ["drop after"],
        sees: [["alice", /Stored your request/], waiting],
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
        sees: [["alice", /is archived\. Set APPROVAL_CHANNEL/]],
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
        sees: [["alice", /does not let Understudy post to #impersonation-approvals/]],
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
        sees: [["alice", /Stored your request/]],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [waiting, ["alice", /\[Cancel request\]/]],
      },
      {
        // Nobody can tell whether it stands: a card too many is better than none.
        faults: [...slackSaysNo, "channel_not_found"],
        sees: [["alice", /Stored your request/], waiting],
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
    call: "response_url with the answer to a command",
    service: "slack",
    method: "response_url",
    scene: scenes.asking,
    outcomes: [
      {
        faults: [...basicFaults, "used_url", "expired_url"],
        sees: [["alice", /Asked #impersonation-approvals/]],
        recorded: { status: "pending" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "chat.postMessage of an answer whose response_url is spent",
    service: "slack",
    method: "chat.postMessage",
    // Messages of a request carry a mark, answers do not.
    match: ({ channel, metadata }) => String(channel).startsWith("U") && metadata === undefined,
    scene: scenes.askingForHelpWithASpentAnswer,
    outcomes: [
      {
        faults: [...basicFaults, ...slackSaysNo, "messages_tab_disabled", "channel_not_found"],
        sees: [["log", /error an answer reached nobody/]],
        recorded: { status: "none" },
        asked: 1,
        heals: "by the same step again",
        healed: [["alice", /opens a form/]],
      },
    ],
  },

  {
    call: "views.open of the request form",
    service: "slack",
    method: "views.open",
    scene: scenes.openingTheForm,
    outcomes: [
      {
        faults: unknown,
        sees: [["alice", /Slack did not say whether the form opened\. If you do not see it/]],
        recorded: { status: "none" },
        asked: 1,
        heals: "by the same step again",
        healed: [["alice", /Ask to impersonate/]],
      },
      {
        faults: [
          "rate limit",
          ...slackSaysNo,
          "expired_trigger_id",
          "exchanged_trigger_id",
          "invalid_trigger_id",
          "view_too_large",
          "invalid_arguments",
        ],
        sees: [["alice", /Slack did not open the form, so nothing was started\. Please try again/]],
        recorded: { status: "none" },
        asked: 1,
        heals: "by the same step again",
        healed: [["alice", /Ask to impersonate/]],
      },
    ],
  },
  {
    call: "views.update of the request form",
    service: "slack",
    method: "views.update",
    scene: scenes.sendingTheForm,
    outcomes: [
      {
        faults: [...basicFaults, ...slackSaysNo, "not_found", "hash_conflict", "view_too_large"],
        sees: [["alice", /Asked #impersonation-approvals to let you sign in/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "at once",
      },
    ],
  },

  lookedUpForAClick("users.info of carol, who approves", { method: "users.info", match: of(ids.carol) }, [
    "user_not_found",
  ]),
  lookedUpForAClick(
    "conversations.info when carol approves",
    { method: "conversations.info" },
    [],
    ["channel_not_found"],
  ),
  lookedUpForAClick(
    "conversations.members when carol approves",
    { method: "conversations.members" },
    ["fetch_members_failed"],
    ["channel_not_found"],
  ),
  lookedUpForAClick(
    "usergroups.users.list when carol approves",
    { method: "usergroups.users.list", settings: byGroup },
    [],
  ),
  lookedUpOnceMore(
    "users.info of alice while Clerk makes the link",
    { method: "users.info", match: of(ids.alice), scene: scenes.approving },
    ["user_not_found"],
  ),
  ...["users.info", "conversations.info", "conversations.members"].map((method) =>
    lookedUpOnceMore(
      `${method} once more, where the click was let through on what was known`,
      { method, ...(method === "users.info" && { match: of(ids.carol) }), scene: scenes.approvingAgain },
      method === "users.info" ? ["user_not_found"] : ["channel_not_found"],
      "dave",
    ),
  ),

  {
    call: "chat.postMessage with the link",
    service: "slack",
    method: "chat.postMessage",
    match: says("ticket="),
    scene: scenes.approving,
    outcomes: [
      {
        faults: ["rate limit"],
        sees: [["card", /The link is being made…/]],
        asked: "as told",
        heals: "by the next try",
        healed: [hasTheLink, ["alice", /\[Open as Bob Brown\]/]],
      },
      {
        faults: unknown,
        sees: [
          ["card", /did not say whether the direct message with the link arrived, so the link was revoked.*\[Retry\]/s],
          ["carol", /did not say whether/],
          ["alice", /was approved, but there is no link/],
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
          ["card", /would not deliver the direct message with the link, so the link was revoked.*\[Retry\]/s],
          ["carol", /would not deliver/],
          ["alice", /was approved, but there is no link/],
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
          ["log", /error a message cannot be brought up to date .*message=card/],
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
          ["log", /error a message cannot be brought up to date .*message=card/],
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
          ["log", /error a message cannot be brought up to date .*message=link/],
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
          ["log", /error a message cannot be brought up to date .*message=link/],
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
    scene: scenes.watchingTheUneditableCard,
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
        // Whatever is mended meanwhile, a restart does not ask for this again.
        faults: ["cant_delete_message"],
        sees: [
          ["alice", /In use since/],
          ["log", /error a message cannot be brought up to date .*message=card/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by the request's next move",
        healed: [["card", /revoked access .* Clerk confirmed it/]],
      },
      {
        faults: slackSaysNo,
        sees: [
          ["alice", /In use since/],
          hasTheLink,
          ["log", /error a message cannot be brought up to date .*message=card/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["card", /In use since/]],
      },
    ],
  },
  {
    call: "chat.postMessage of the card anew",
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
          ["log", /error a message cannot be brought up to date .*still_shown=nothing/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["card", /In use since/]],
      },
    ],
  },

  {
    call: "chat.postMessage of the link's message anew, without the link",
    service: "slack",
    method: "chat.postMessage",
    match: ({ channel, text }) => String(channel).startsWith("U") && String(text).startsWith("Sign-in as"),
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
          ["log", /error a message cannot be brought up to date .*still_shown=nothing/],
        ],
        recorded: { status: "active" },
        asked: 1,
        heals: "by a restart",
        healed: [["alice", /In use since .*\[Revoke\]/s]],
      },
    ],
  },
  {
    call: "views.open of the denial's form",
    service: "slack",
    method: "views.open",
    scene: scenes.openingTheDenial,
    outcomes: [
      {
        faults: unknown,
        sees: [["carol", /Slack did not say whether the form opened/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by the same step again",
        healed: [["carol", /Deny request/]],
      },
      {
        faults: ["rate limit", ...slackSaysNo, "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"],
        sees: [["carol", /Slack did not open the form, so nothing was started/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by the same step again",
        healed: [["carol", /Deny request/]],
      },
    ],
  },
  {
    call: "views.update of the denial's form",
    service: "slack",
    method: "views.update",
    scene: scenes.sendingTheDenial,
    outcomes: [
      {
        faults: [...basicFaults, ...slackSaysNo, "not_found", "hash_conflict"],
        sees: [
          ["carol", /You denied the request to sign in as/],
          ["card", /@carol denied this/],
        ],
        recorded: { status: "denied" },
        asked: 1,
        heals: "at once",
      },
    ],
  },
  {
    call: "users.info of carol, who sends the denial",
    service: "slack",
    method: "users.info",
    match: of(ids.carol),
    scene: scenes.sendingTheDenial,
    outcomes: [
      {
        faults: [...basicFaults, ...slackSaysNo, "user_not_found"],
        sees: [["carol", /Slack (did|would) not tell who may do this/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by sending the form again",
        healed: [["card", /@carol denied this/]],
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
    "was approved, but there is no link",
    [["card", /not part of your Clerk plan.*\[Retry\]/s]],
    ["alice", /was approved, but there is no link/],
  ),
  told(
    "chat.postMessage of the end by somebody else",
    scenes.endedElsewhere,
    "Your access as",
    [["card", /Over since .* Somebody ended the session at Clerk/]],
    ["alice", /Your access as Bob Brown .* is over/],
  ),
  ...["users.info", "conversations.members"].map(
    (method): Row => ({
      call: `${method} when dave revokes what carol approved`,
      service: "slack",
      method,
      ...(method === "users.info" && { match: of(ids.dave) }),
      scene: scenes.daveRevoking,
      outcomes: [
        {
          faults: [...basicFaults, ...slackSaysNo],
          sees: [
            ["dave", /Slack (did|would) not tell who may do this/],
            ["card", /In use since .*\[Revoke\]/s],
          ],
          recorded: { status: "active" },
          asked: 1,
          heals: "by the same step again",
          healed: [["card", /@dave revoked access .* Clerk confirmed it/]],
        },
      ],
    }),
  ),
];
