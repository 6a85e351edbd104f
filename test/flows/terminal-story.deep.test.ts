// `npm run sandbox -- --story`: the story in the terminal, true step by step.
import { afterEach, expect, test } from "vitest";
import { tellStory } from "../../src/sandbox/story/story.js";
import { startSandbox } from "../sandbox/server/sandbox-process.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("it tells a normal case, a denial, a refused self-approval and two revokes, and exits with 0", async () => {
  const story = startSandbox("--story");
  expect(await story.exited).toBe(0);
  for (const told of [
    /Alice types {2}\/impersonate @bob ticket 4821, cannot see invoices/,
    /signed in as user_2bob; act claim of the session token: {"sub":"user_2alice"/,
    /@carol denied your request/,
    /You can't decide on your own request/,
    /The link was never opened/,
    /The session is over; Clerk confirmed it/,
    /Every step worked\.\n$/,
  ]) {
    expect(story.out).toMatch(told);
  }
});

test("it stops at the first step that fails", async () => {
  const stage = await raise();
  // Somebody whom Alice is said to have been, but who signed in without any link.
  stage.clerk.startSession("user_2bob");
  const lines: string[] = [];
  await expect(tellStory(stage.sandbox, (line) => lines.push(line))).rejects.toThrow(
    "not true: Clerk has revoked the session",
  );
  expect(lines.join("")).not.toMatch(/Carol denies/);
});
