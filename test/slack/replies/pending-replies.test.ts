// Telling whom an earlier process left: each for themselves, whatever becomes of the others.
import { expect, test } from "vitest";
import { ImpersonationError } from "../../../src/impersonation/model/errors.js";
import type { PendingReply } from "../../../src/impersonation/model/pending-reply.js";
import { answerInterrupted } from "../../../src/slack/replies/pending-replies.js";
import { SlackError } from "../../../src/slack/transport/web-api.js";
import { hurriedClock, recordedLog } from "../../clerk/fixtures.js";

const clock = hurriedClock();

const click = (userId: string, at = clock.now()): PendingReply => ({
  key: `key of ${userId}`,
  userId,
  kind: "click",
  viewId: null,
  at,
});

/** `trouble` befalls whatever is said to a person, and may throw. */
async function tell(left: readonly PendingReply[], trouble: (userId: string) => SlackError | undefined) {
  const answered: string[] = [];
  const asked: string[] = [];
  const { log, lines } = recordedLog();
  await answerInterrupted(
    {
      answer: async ({ userId }) => {
        asked.push(userId);
        return trouble(userId);
      },
      pendingReplies: {
        addPendingReply: async () => "added",
        addOnceUnlocked: async () => {},
        takenOver: async () => [],
        replied: async ({ key }) => {
          answered.push(key);
        },
      },
      requests: { findByDeliveryKey: async () => undefined },
      api: {
        call: async () => {
          throw new SlackError("refused", "not_found");
        },
      },
      approvalChannel: "C0APPROVALS",
      clock,
      stopping: new AbortController().signal,
      log,
    },
    left,
  );
  return { answered, asked, lines };
}

test.each([
  ["the database fails", new ImpersonationError({ code: "store_unavailable", stage: "before" })],
  ["something breaks that nobody foresaw", new Error("broken")],
])("where %s over one of them, the others are told, and the log knows", async (_, error) => {
  const { answered, lines } = await tell([click("U0ALICE"), click("U0CAROL")], (userId) => {
    if (userId === "U0ALICE") throw error;
    return undefined;
  });
  expect(answered).toEqual(["key of U0CAROL"]);
  expect(lines.join()).toMatch(/ error unhandled: answering after a restart/);
});

test("somebody whom Slack does not let be told for a while is told when it does", async () => {
  const busy = new SlackError("rate_limited", "ratelimited", 3_000);
  const before = clock.waits.length;
  let tries = 0;
  const { answered, asked } = await tell([click("U0ALICE")], () => (++tries < 7 ? busy : undefined));
  expect(answered).toEqual(["key of U0ALICE"]);
  expect(asked).toHaveLength(7);
  expect(clock.waits.slice(before)).toEqual([3_000, 3_000, 4_000, 8_000, 15_000, 15_000]);
});

test("somebody who cannot be told for a day is forgotten", async () => {
  const gone = new SlackError("refused", "user_disabled");
  const dayAgo = clock.now() - 24 * 3_600_000;
  const left = [click("U0ALICE", dayAgo + 60_000), click("U0CAROL", dayAgo - 1)];
  const { answered } = await tell(left, () => gone);
  expect(answered).toEqual(["key of U0CAROL"]);
});
