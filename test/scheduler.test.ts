// When the scheduler looks at what is due, by the clock alone: a real store, and stand-ins for what it sets to work.
import { setImmediate as eventLoopTurn } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../src/impersonation/ports/store.js";
import { createLog } from "../src/runtime/log.js";
import { systemClock } from "../src/runtime/system-clock.js";
import { Scheduler } from "../src/scheduler.js";
import { asked, scratch, t0 } from "./db/scratch.js";
import { deferred } from "./deferred.js";

/** As long as Slack takes for each message in turn. */
const turnMs = 150;

async function showFirst(store: Store, requestId: string): Promise<void> {
  const now = Date.now();
  for (const { id } of await store.messagesOf(requestId)) {
    const claimed = await store.claim(id, now, now + 40_000);
    if (claimed !== undefined) await store.release(id, claimed.claim, 1);
  }
}

test("while messages are brought up to date one after the other, a deadline is not late", async () => {
  const { store } = await scratch();
  for (let number = 1; number <= 40; number += 1) {
    const name = { id: `req_${number}`, actorSlackId: `U${number}`, subjectId: `user_${number}` };
    await asked(store, name, ["card"]);
  }
  const urgent = await asked(store, { id: "req_urgent", actorSlackId: "U0DAVE" });
  vi.useFakeTimers({ now: t0, toFake: ["setTimeout", "clearTimeout", "Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  await store.amend(urgent, { dueAt: t0 + 2_000 }, false);
  const attended: number[] = [];
  let turn = 0;
  const scheduler = new Scheduler({
    store,
    clock: systemClock,
    identities: { now: () => Date.now() },
    log: createLog("error", { write: (line) => process.stderr.write(line) }, Date.now),
    impersonation: {
      async attend(request) {
        attended.push(Date.now() - t0);
        await store.amend(request, { dueAt: null }, false);
        return true;
      },
      async show(requestId) {
        turn += 1;
        await new Promise((resolve) => setTimeout(resolve, turn * turnMs));
        await showFirst(store, requestId);
      },
    },
  });
  await scheduler.start();
  for (let passed = 0; passed <= 1_000 + 41 * turnMs; passed += turnMs) {
    await vi.advanceTimersByTimeAsync(turnMs);
    // The store gives the event loop a turn after each commit.
    for (let turns = 0; turns < 10; turns += 1) await eventLoopTurn();
  }
  expect(attended).toHaveLength(1);
  expect(attended[0]).toBeLessThan(2_300);
  expect(await store.messagesDue(Number.MAX_SAFE_INTEGER, 50)).toEqual([]);
  await scheduler.stop();
});

test("one that is stopped while it asks when something falls due takes nothing on", async () => {
  const answer = deferred<number>();
  let looks = 0;
  const scheduler = new Scheduler({
    store: {
      clockSetBack: async () => {},
      nextDueAt: () => answer.promise,
      due: async () => {
        looks += 1;
        return [];
      },
      messagesDue: async () => [],
    },
    clock: systemClock,
    identities: { now: () => Date.now() },
    log: createLog("error", { write: (line) => process.stderr.write(line) }, Date.now),
    impersonation: { attend: async () => true, show: async () => {} },
  });
  await scheduler.start();
  const stopped = scheduler.stop();
  answer.resolve(0);
  await stopped;
  expect(looks).toBe(0);
});
