// A call that hangs affects nobody else.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise } from "../flows/stage.js";

afterEach(curtain);

const hang = { kind: "hang", ms: 5_500 } as const;
/** Sooner than whatever waits for the call that hangs. */
const atOnceMs = 5_000;

test("while Slack hangs on one card's edits, another person's request goes through at once", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.update",
    times: Number.POSITIVE_INFINITY,
    how: hang,
    match: ({ ts }) => ts === card.ts,
  });
  await stage.carol.clicks(card, "Approve");
  await stage.directMessage(/\[Open as Bob Brown\]/);
  const startedAt = performance.now();
  await stage.dave.types(ids.general, "/impersonate @beth ticket 2");
  const other = await stage.card(/@dave wants .*\[Approve\]/s);
  await stage.carol.clicks(other, "Approve");
  await stage.card(/@dave has the link/);
  expect(performance.now() - startedAt).toBeLessThan(atOnceMs);
  expect(stage.slack.calls.some(({ method, durationMs }) => method === "chat.update" && durationMs === undefined)).toBe(
    true,
  );
});

test("while one call to Clerk hangs, another request's revoke works", async () => {
  const stage = await raise();
  const message = await stage.approved();
  await stage.dave.types(ids.general, "/impersonate @beth ticket 2");
  const other = await stage.card(/@dave wants .*\[Approve\]/s);
  stage.clerk.fail({ operation: "actor_tokens.create", times: 1, when: "before", how: hang });
  await stage.carol.clicks(other, "Approve");
  await stage.slack.until("Clerk hangs", () =>
    stage.clerk.calls.some(
      ({ operation, durationMs }) => operation === "actor_tokens.create" && durationMs === undefined,
    ),
  );
  const startedAt = performance.now();
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/The link was never opened/);
  expect(performance.now() - startedAt).toBeLessThan(atOnceMs);
});
