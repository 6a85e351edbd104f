// The fault table, Slack's side: who is who, asked at the start, for a request, for a click and while a link is made.
import { ids } from "../../../src/sandbox/cast.js";
import { basicFaults, slackSaysNo } from "./fault.js";
import type { Outcome, Row, Sight } from "./row.js";
import * as scenes from "./scenes.js";
import { hasTheLink, waiting } from "./sights.js";

const of = (user: string) => (args: Record<string, unknown>) => args.user === user;
const byGroup = { APPROVERS: ids.managers };

const cannotTell: Sight = ["alice", /Slack did not answer in time, so nothing was started/];
const wouldNotTell: Sight = [
  "alice",
  /Slack did not let Understudy check who may do this, so nothing was started.* Ask your admin/,
];
const inCarolsWords = ([, words]: Sight): Sight => ["carol", words];

/** Where a wait would not help. */
const withoutRateLimit = basicFaults.filter((fault) => fault !== "rate limit");

/** A short rate limit is waited out, while the person waits. */
const waitedOut = (...healed: Sight[]): Outcome => ({
  faults: ["rate limit"],
  sees: [],
  asked: "as told",
  heals: "by the next try",
  healed,
});

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
    waitedOut(waiting),
    {
      faults: withoutRateLimit,
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

/** What is looked up before carol's click counts: nothing is decided, and she is told. */
const lookedUpForAClick = (
  call: string,
  row: Pick<Extract<Row, { service: "slack" }>, "method" | "match" | "settings"> & { scene?: scenes.Scene },
  refusals: readonly string[],
  unseen: readonly string[] = [],
): Row => ({
  call,
  service: "slack",
  scene: scenes.approving,
  ...row,
  outcomes: [
    waitedOut(hasTheLink),
    {
      faults: withoutRateLimit,
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

const atTheStart = (call: string, method: string, what: string, settings = {}): Row => ({
  call,
  service: "slack",
  method,
  settings,
  scene: scenes.starting,
  outcomes: [
    waitedOut(["log", new RegExp(`info ${what} are possible`)], ["log", /understudy is running/]),
    {
      faults: [...withoutRateLimit, ...slackSaysNo],
      sees: [
        ["log", new RegExp(`error ${what} are not possible`)],
        ["log", /understudy is running/],
      ],
      recorded: { status: "none" },
      asked: 1,
      heals: "by asking again",
      healed: [waiting],
    },
  ],
});

const whomSheNames = lookedUpWhileAsking(
  "users.info of whom she names",
  { method: "users.info", match: of(ids.dave), scene: scenes.askingByMention },
  [],
);

export const slackLookUps: readonly Row[] = [
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
    // What Slack refuses here for good ends the process; test/flows/process.deep.test.ts reads what it says.
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
  {
    call: "bots.info at the start",
    service: "slack",
    method: "bots.info",
    scene: scenes.starting,
    outcomes: [
      {
        faults: [...basicFaults, ...slackSaysNo],
        sees: [["log", /warn slack bots\.info /]],
        recorded: { status: "none" },
        asked: 1,
        heals: "by the same step again",
        healed: [["log", /understudy is running/]],
      },
    ],
  },
  atTheStart("conversations.info at the start", "conversations.info", "approvals"),
  atTheStart("conversations.members at the start", "conversations.members", "approvals"),
  atTheStart("usergroups.users.list at the start", "usergroups.users.list", "requests", {
    APPROVERS: `${ids.carol},${ids.dave}`,
    REQUESTERS: `${ids.managers},${ids.alice}`,
  }),
  lookedUpWhileAsking("users.info of alice while she asks", { method: "users.info", match: of(ids.alice) }, [
    "user_not_found",
  ]),
  {
    ...whomSheNames,
    outcomes: [
      ...whomSheNames.outcomes,
      {
        faults: ["user_not_found", "user_not_visible"],
        sees: [
          ["alice", /Slack does not show this person \(U0DAVE\) to Understudy.* Name them by email.*\[Edit request\]/s],
        ],
        recorded: { status: "none", audit: [["refused", "mention_not_visible"]] },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
      },
    ],
  },
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
        sees: [["alice", /user group in Understudy's settings no longer exists, so nothing was started/]],
        recorded: { status: "none", audit: [["refused", "group_unknown"]] },
        asked: 1,
        heals: "by asking again",
        healed: [waiting],
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
    "users.conversations when carol approves in a channel whose members fill more than a page",
    { method: "users.conversations", scene: scenes.approvingInALargeChannel },
    ["user_not_found", "invalid_types"],
  ),
  lookedUpForAClick(
    "usergroups.users.list when carol approves",
    { method: "usergroups.users.list", settings: byGroup },
    [],
  ),
  lookedUpForAClick("users.info of alice, when carol approves", { method: "users.info", match: of(ids.alice) }, [
    "user_not_found",
  ]),
  {
    call: "users.info of carol, who sends the denial",
    service: "slack",
    method: "users.info",
    match: of(ids.carol),
    scene: scenes.sendingTheDenial,
    outcomes: [
      waitedOut(["card", /@carol denied this/]),
      {
        faults: [...withoutRateLimit, ...slackSaysNo, "user_not_found"],
        sees: [["carol", /Slack did not (answer in time|let Understudy check who may do this)/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by sending the form again",
        healed: [["card", /@carol denied this/]],
      },
    ],
  },
  ...["users.info", "conversations.members"].map(
    (method): Row => ({
      call: `${method} when dave revokes what carol approved`,
      service: "slack",
      method,
      ...(method === "users.info" && { match: of(ids.dave) }),
      scene: scenes.daveRevoking,
      outcomes: [
        waitedOut(["card", /@dave revoked access .* Clerk confirmed it/]),
        {
          faults: [...withoutRateLimit, ...slackSaysNo],
          sees: [
            ["dave", /Slack did not (answer in time|let Understudy check who may do this)/],
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
