// The fault table, played: Clerk's side.
import { describe, test } from "vitest";
import { chosen, nameOf } from "./faults/choice.js";
import { clerkCalls } from "./faults/clerk-calls.js";
import { play } from "./faults/play.js";
import { slackCalls } from "./faults/slack-calls.js";

describe.concurrent("what befalls a call to Clerk is told, recorded and healed", () => {
  test.each(chosen(clerkCalls).map((each) => [nameOf(each), each] as const))("%s", async (_name, each) => {
    await play(each, [...slackCalls, ...clerkCalls]);
  });
});
