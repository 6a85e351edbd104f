// Ending dozens of live accesses at once: within Clerk's and Slack's limits, and none is left.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { mostIn10s, withManyLinks } from "./many-links.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("carol ends 60 sessions: she sees how far it has come, Clerk is asked within its budget, and none is left", async () => {
  const stage = await raise({ bot: "none" });
  await withManyLinks(stage, { count: 60, inUse: true });
  await stage.sandbox.startBot();
  await stage.carol.types(ids.general, "/impersonate revoke all");
  const question = await stage.told(ids.carol, ids.general, /60 requests.*and 40 more/s);
  await stage.carol.clicks(question, "Revoke all 60");
  const read = () =>
    stage.carol
      .messages(ids.general)
      .map((message) => stage.carol.reads(message))
      .join("\n");
  let progress = 0;
  await stage.slack.until(
    "carol reads the report",
    () => {
      if (/Revoking: \d+ of 60/.test(read())) progress += 1;
      stage.clock.advance(500);
      return /Revoked 60 of 60 requests.*and 40 more/s.test(read());
    },
    120_000,
  );
  expect(progress).toBeGreaterThan(0);
  expect(stage.clerk.sessions.filter(({ status }) => status === "active")).toEqual([]);
  expect(stage.clerk.calls.filter(({ status }) => status === 429)).toEqual([]);
  expect(mostIn10s(stage.clerk.calls)).toBeLessThanOrEqual(100);
  // One look-up of who carol is for all of them, and one before.
  const looked = stage.slack.calls.filter(({ method, args }) => method === "users.info" && args.user === ids.carol);
  expect(looked).toHaveLength(2);
});
