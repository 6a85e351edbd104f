// The fault table, Slack's side: what the person who typed or clicked gets back at once, answers and forms.
import { basicFaults, slackSaysNo, unknown } from "./fault.js";
import type { Row, Sight } from "./row.js";
import * as scenes from "./scenes.js";
import { waiting } from "./sights.js";

const homeWithTheRequest: Sight = ["carol", /Waiting for approval\n.*@alice as Bob Brown.*\[Approve\] \[Deny\]/s];

export const slackAnswers: readonly Row[] = [
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
        sees: [["log", /error delivery failed: answer/]],
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
        healed: [["alice", /Request access/]],
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
        sees: [["alice", /Slack did not open the form\. Please try again/]],
        recorded: { status: "none" },
        asked: 1,
        heals: "by the same step again",
        healed: [["alice", /Request access/]],
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
        sees: [["carol", /Slack did not open the form/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by the same step again",
        healed: [["carol", /Deny request/]],
      },
    ],
  },
  {
    call: "views.publish of a Home",
    service: "slack",
    method: "views.publish",
    scene: scenes.openingTheHome,
    outcomes: [
      {
        faults: basicFaults,
        sees: [["log", /warn slack views\.publish/], waiting],
        recorded: { status: "pending" },
        asked: "patiently",
        heals: "by the next try",
        healed: [homeWithTheRequest],
      },
      {
        faults: [
          ...slackSaysNo,
          "not_enabled",
          "user_not_found",
          "hash_conflict",
          "view_too_large",
          "invalid_arguments",
        ],
        sees: [["log", /error (delivery failed: Home|the Home tab is off)/], waiting],
        recorded: { status: "pending" },
        asked: 1,
        heals: "by the same step again",
        healed: [homeWithTheRequest],
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
];
