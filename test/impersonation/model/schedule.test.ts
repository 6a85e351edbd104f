// When a request is next looked at.
import { expect, test } from "vitest";
import { nextPollAt } from "../../../src/impersonation/model/schedule.js";
import { asked, moved, scratch, t0 } from "../../db/scratch.js";

test("a link whose deadline passed while Clerk was asked is looked at now, not after another poll", async () => {
  const { store } = await scratch();
  const approved = await moved(store, await asked(store), "approve", { patch: { linkExpiresAt: t0 + 600_000 } });
  const rules = { sessionPollMs: 15_000 };
  expect(nextPollAt(approved, rules, t0 + 599_000)).toBe(t0 + 600_000);
  expect(nextPollAt(approved, rules, t0 + 600_500)).toBe(t0 + 600_000);
});
