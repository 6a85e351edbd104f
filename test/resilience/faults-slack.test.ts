// The fault table, played: Slack's side.
import { describe, test } from "vitest";
import { chosen, nameOf } from "./faults/choice.js";
import { clerkCalls } from "./faults/clerk-calls.js";
import { play } from "./faults/play.js";
import { slackCalls } from "./faults/slack-calls.js";

describe.concurrent("what befalls a call to Slack is told, recorded and healed", () => {
  test.each(chosen(slackCalls).map((each) => [nameOf(each), each] as const))("%s", async (_name, each) => {
    await play(each, [...slackCalls, ...clerkCalls]);
  });
});
