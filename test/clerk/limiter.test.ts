// The budget for calls to Clerk, on a clock that the test moves.
import { expect, test } from "vitest";
import { Limiter, type Priority } from "../../src/clerk/limiter.js";
import { ImpersonationError } from "../../src/impersonation/model/errors.js";
import { mostIn10s } from "../flows/many-links.js";
import { ManualClock } from "./manual-clock.js";

const second = 1_000;
const anyWait = 3_600 * second;

interface Made {
  readonly priority: Priority;
  readonly at: number;
}

/** Clerk answers after `tookMs`; `made` has each call that reached it. */
function scene({ requestsPer10s = 100, tookMs = 0, random = 0 } = {}) {
  const clock = new ManualClock();
  const stopping = new AbortController();
  const limiter = new Limiter({
    requestsPer10s: () => requestsPer10s,
    clock,
    random: () => random,
    stopping: stopping.signal,
  });
  const made: Made[] = [];
  const begin = clock.now();
  const failed: { readonly priority: Priority; readonly at: number; readonly retryAfterMs: number }[] = [];
  const ask = (priority: Priority, { waitMs = anyWait, refusedForMs = 0 } = {}) => {
    void limiter
      .run(priority, waitMs, async () => {
        made.push({ priority, at: clock.now() - begin });
        if (tookMs > 0) await new Promise<void>((answer) => clock.wakeAt(clock.now() + tookMs, answer));
        if (refusedForMs > 0) throw new ImpersonationError({ code: "clerk_rate_limited", retryAfterMs: refusedForMs });
      })
      .catch((error: unknown) => {
        if (!(error instanceof ImpersonationError) || error.problem.code !== "clerk_rate_limited") throw error;
        failed.push({ priority, at: clock.now() - begin, retryAfterMs: error.problem.retryAfterMs });
      });
  };
  const times = (count: number, priority: Priority) => {
    for (let asked = 0; asked < count; asked += 1) ask(priority);
  };
  const count = (priority: Priority) => made.filter((call) => call.priority === priority).length;
  return { clock, stopping, ask, times, made, failed, count };
}

test("calls within the budget are made at once", async () => {
  const { clock, times, count } = scene();
  times(10, "look-up");
  times(5, "creation");
  times(5, "revoke");
  times(5, "poll");
  await clock.advance(0);
  expect([count("look-up"), count("creation"), count("revoke"), count("poll")]).toEqual([10, 5, 5, 5]);
});

test("no ten seconds have more calls than the budget, however many are asked for and however long they take", async () => {
  for (const tookMs of [0, 300, 4_000]) {
    const { clock, times, made } = scene({ tookMs });
    for (let rounds = 0; rounds < 60; rounds += 1) {
      times(20, "revoke");
      times(5, "look-up");
      times(5, "poll");
      await clock.advance(second);
    }
    // Clerk counts a call some time while it is under way.
    expect(mostIn10s(made)).toBeLessThanOrEqual(100);
    expect(mostIn10s(made.map(({ at }) => ({ at: at + (at % (tookMs + 1)) })))).toBeLessThanOrEqual(100);
  }
});

test.each([1, 3])("a share of only %d in ten seconds is kept to, by polls too", async (requestsPer10s) => {
  const { clock, times, made, count } = scene({ requestsPer10s });
  times(20, "poll");
  times(20, "look-up");
  for (let rounds = 0; rounds < 60; rounds += 1) await clock.advance(second);
  expect(mostIn10s(made)).toBeLessThanOrEqual(requestsPer10s);
  expect(count("poll")).toBeGreaterThan(0);
  expect(mostIn10s(made.filter(({ priority }) => priority === "poll"))).toBe(1);
});

test.each([
  ["look-up", 70],
  ["creation", 80],
  ["revoke", 90],
  ["press", 100],
] as const)(
  "a rush of calls of kind %s leaves the rest of the budget to what is more urgent: it gets %d",
  async (kind, most) => {
    const { clock, times, count } = scene();
    times(200, kind);
    await clock.advance(9 * second);
    expect(count(kind)).toBe(most);
  },
);

test("polls take a fifth, spread over the ten seconds, while nobody else asks for anything", async () => {
  const { clock, times, made } = scene();
  times(200, "poll");
  await clock.advance(60 * second);
  expect(mostIn10s(made)).toBe(20);
  const perQuarter = made.map(({ at }) => made.filter((other) => other.at >= at && other.at < at + 2_500).length);
  expect(Math.max(...perQuarter)).toBe(5);
  expect(made.length).toBeGreaterThanOrEqual(120);
});

test("a look for the session of a link that was clicked goes before other polls, within their share", async () => {
  const { clock, times, made, count } = scene();
  times(40, "poll");
  await clock.advance(second);
  times(1, "find");
  await clock.advance(1_500);
  expect(made[5]?.priority).toBe("find");
  times(40, "find");
  await clock.advance(20 * second);
  expect(mostIn10s(made)).toBe(20);
  expect(count("find")).toBe(41);
  expect(count("poll")).toBeLessThan(10);
});

test("what is more urgent goes first, whenever it came", async () => {
  const { clock, times, made } = scene({ requestsPer10s: 10 });
  times(8, "creation");
  await clock.advance(second);
  const asked = ["poll", "find", "look-up", "creation", "revoke", "press", "revoke", "press"] as const;
  for (const kind of asked) times(1, kind);
  await clock.advance(30 * second);
  expect(made.slice(8).map(({ priority }) => priority)).toEqual([
    "revoke",
    "press",
    "press",
    "revoke",
    "creation",
    "look-up",
    "find",
    "poll",
  ]);
});

test("of the same kind the first to come is the first to go", async () => {
  const { clock, ask, made, times } = scene({ requestsPer10s: 10 });
  times(7, "look-up");
  await clock.advance(second);
  ask("look-up");
  await clock.advance(5 * second);
  ask("look-up");
  await clock.advance(30 * second);
  expect(made.map(({ at }) => at)).toEqual([0, 0, 0, 0, 0, 0, 0, 10 * second, 10 * second]);
});

test("a call whose turn can't come in time fails at once, and says when it could have been made", async () => {
  const { clock, ask, times, failed } = scene();
  times(70, "look-up");
  await clock.advance(2 * second);
  ask("look-up", { waitMs: 5 * second });
  await clock.advance(0);
  expect(failed).toEqual([{ priority: "look-up", at: 2 * second, retryAfterMs: 8 * second }]);
  ask("look-up", { waitMs: 9 * second });
  await clock.advance(8 * second);
  expect(failed).toHaveLength(1);
});

test("a call that stood behind too many others fails when its time is over", async () => {
  const { clock, ask, times, failed, count } = scene({ requestsPer10s: 10 });
  times(20, "look-up");
  ask("look-up", { waitMs: 15 * second });
  await clock.advance(60 * second);
  expect(failed.map(({ at }) => at)).toEqual([10 * second]);
  expect(count("look-up")).toBe(20);
});

test("a refused call stops all others for as long as Clerk says, and a little longer by chance", async () => {
  const { clock, ask, times, made } = scene({ random: 0.5 });
  ask("look-up", { refusedForMs: 4 * second });
  await clock.advance(second);
  for (const kind of ["poll", "look-up", "creation", "revoke"] as const) times(1, kind);
  await clock.advance(10 * second);
  expect(made.slice(1)).toEqual(["revoke", "creation", "look-up", "poll"].map((priority) => ({ priority, at: 4_200 })));
});

test("of several refusals the longest wait counts", async () => {
  const { clock, ask, made } = scene();
  ask("look-up", { refusedForMs: 20 * second });
  await clock.advance(second);
  ask("press", { refusedForMs: 5 * second });
  ask("look-up");
  await clock.advance(30 * second);
  expect(made.at(-1)).toEqual({ priority: "look-up", at: 20 * second });
});

test("whatever Clerk asks for, what ends access waits half a minute at most, others two minutes, and a press not at all", async () => {
  const { clock, ask, made, failed } = scene();
  ask("revoke", { refusedForMs: 3_600 * second });
  await clock.advance(second);
  expect(failed).toEqual([{ priority: "revoke", at: 0, retryAfterMs: 30 * second }]);
  for (const kind of ["revoke", "press", "look-up"] as const) ask(kind);
  await clock.advance(60 * second);
  expect(made.slice(1)).toEqual([
    { priority: "press", at: second },
    { priority: "revoke", at: 30 * second },
  ]);
  await clock.advance(3_600 * second);
  expect(made.at(-1)).toEqual({ priority: "look-up", at: 120 * second });
});

test("a call that fails for another reason stops nobody", async () => {
  const { clock } = scene();
  const limiter = new Limiter({
    requestsPer10s: () => 10,
    clock,
    random: () => 0,
    stopping: new AbortController().signal,
  });
  const boom = new ImpersonationError({ code: "clerk_timeout" });
  await expect(limiter.run("look-up", 0, () => Promise.reject(boom))).rejects.toBe(boom);
  await expect(limiter.run("look-up", 0, async () => "fine")).resolves.toBe("fine");
});

test("setting the clock back holds nobody up for longer", async () => {
  const { clock, ask, made, times } = scene();
  times(70, "look-up");
  ask("look-up");
  await clock.advance(second);
  clock.set(-3_600 * second);
  await clock.advance(9 * second);
  expect(made).toHaveLength(71);
});

test("once the bot stops, nobody waits any more, and what may be sent is sent", async () => {
  const { clock, stopping, ask, times, failed, count } = scene();
  times(75, "look-up");
  await clock.advance(second);
  stopping.abort();
  await clock.advance(0);
  expect(failed).toHaveLength(5);
  ask("look-up");
  ask("revoke");
  await clock.advance(0);
  expect(failed).toHaveLength(6);
  expect(count("revoke")).toBe(1);
});
