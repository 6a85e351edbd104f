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

const databaseFails = () => new ImpersonationError({ code: "store_unavailable", stage: "before" });

/** What the stubs do; each may throw. */
interface Stubs {
  /** Sends the answer to that person; resolves as `answer` does. */
  readonly send?: (userId: string) => SlackError | undefined;
  /** Looks up the request that somebody asked for. */
  readonly lookUp?: () => undefined;
  /** Records that somebody was told. */
  readonly record?: () => void;
}

async function tell(
  left: readonly PendingReply[],
  { send = () => undefined, lookUp = () => undefined, record = () => {} }: Stubs = {},
) {
  const answered: string[] = [];
  const asked: string[] = [];
  const { log, lines } = recordedLog();
  await answerInterrupted(
    {
      answer: async ({ userId }) => {
        asked.push(userId);
        return send(userId);
      },
      pendingReplies: {
        addPendingReply: async () => "added",
        addOnceUnlocked: async () => {},
        takenOver: async () => [],
        replied: async ({ key }) => {
          record();
          answered.push(key);
        },
      },
      requests: { findByDeliveryKey: async () => lookUp() },
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

test("where something breaks that nobody foresaw over one of them, the others are told, and the log knows", async () => {
  const send = (userId: string) => {
    if (userId === "U0ALICE") throw new Error("broken");
    return undefined;
  };
  const { answered, lines } = await tell([click("U0ALICE"), click("U0CAROL")], { send });
  expect(answered).toEqual(["key of U0CAROL"]);
  expect(lines.join()).toMatch(/ error unhandled: answering what was interrupted/);
});

test("while the database can't say what became of an ask nobody is told, and then all are", async () => {
  let tries = 0;
  const lookUp = () => {
    if (++tries < 4) throw databaseFails();
    return undefined;
  };
  const { answered, asked, lines } = await tell([{ ...click("U0ALICE"), kind: "ask" }], { lookUp });
  expect([answered, asked]).toEqual([["key of U0ALICE"], ["U0ALICE"]]);
  expect(tries).toBe(4);
  expect(lines.join()).not.toMatch(/unhandled/);
});

test("where it can't be recorded that somebody was told, nobody is told twice, and the log says so", async () => {
  const record = () => {
    throw databaseFails();
  };
  const { asked, lines } = await tell([click("U0ALICE")], { record });
  expect(asked).toEqual(["U0ALICE"]);
  expect(lines.join()).toMatch(/ warn reply not recorded yet/);
});

test("somebody whom Slack does not let be told for a while is told when it does", async () => {
  const busy = new SlackError("rate_limited", "ratelimited", 3_000);
  const before = clock.waits.length;
  let tries = 0;
  const { answered, asked } = await tell([click("U0ALICE")], { send: () => (++tries < 7 ? busy : undefined) });
  expect(answered).toEqual(["key of U0ALICE"]);
  expect(asked).toHaveLength(7);
  expect(clock.waits.slice(before)).toEqual([3_000, 3_000, 4_000, 8_000, 15_000, 15_000]);
});

test("somebody who cannot be told for a day is forgotten", async () => {
  const gone = new SlackError("refused", "user_disabled");
  const dayAgo = clock.now() - 24 * 3_600_000;
  const left = [click("U0ALICE", dayAgo + 60_000), click("U0CAROL", dayAgo - 1)];
  const { answered } = await tell(left, { send: () => gone });
  expect(answered).toEqual(["key of U0CAROL"]);
});
