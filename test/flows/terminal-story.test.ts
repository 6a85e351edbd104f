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
    /alice types {2}\/impersonate @bob ticket 4821, cannot see invoices/,
    /signed in as user_2bob; the session token's act claim says {"sub":"user_2alice"/,
    /@carol denied your request/,
    /You can't approve or deny your own request/,
    /The link was never used, and it is dead/,
    /The session is over; Clerk confirmed it/,
    /Every step came out as told\.\n$/,
  ]) {
    expect(story.out).toMatch(told);
  }
});

test("it breaks off at the step that came out otherwise", async () => {
  const stage = await raise();
  // Somebody whom Alice is said to have been, but who signed in without any link.
  stage.clerk.startSession("user_2bob");
  const lines: string[] = [];
  await expect(tellStory(stage.sandbox, (line) => lines.push(line))).rejects.toThrow(
    "not so: the session that came of the link is revoked at Clerk",
  );
  expect(lines.join("")).not.toMatch(/Carol denies/);
});
