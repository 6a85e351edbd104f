// Look-ups that keep to Slack's limits: who waits for which answer, and for how long.
import { expect, test } from "vitest";
import { z } from "zod";
import { paced } from "../../../src/slack/transport/paced-api.js";
import { type SlackApi, SlackError } from "../../../src/slack/transport/web-api.js";
import { SharedLookUps } from "../../../src/slack/workspace/shared-look-ups.js";
import { StandingClock } from "../../resilience/model/clocks.js";

/** Monday, 23 November 2026, 14:00 UTC. */
const t0 = Date.UTC(2026, 10, 23, 14);

const answer = z.object({ number: z.number() });

/** Slack numbers its answers, and refuses as many calls as it is told to. */
function workspace() {
  const clock = new StandingClock(t0);
  const calls: number[] = [];
  const refusals: SlackError[] = [];
  const slack: SlackApi = {
    async call(_method, _args, shape) {
      calls.push(clock.now());
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      return shape.parse({ number: calls.length });
    },
  };
  const api = paced(slack, () => clock.now());
  const stopping = new AbortController();
  const lookUps = new SharedLookUps<number>(clock, stopping.signal);
  return {
    clock,
    calls,
    stopping,
    refuse: (retryAfterMs: number) => refusals.push(new SlackError("rate_limited", "ratelimited", retryAfterMs)),
    get: (key = "S1", method = "usergroups.users.list", since = clock.now()) =>
      lookUps.get(key, since, async () => (await api.call(method, { key }, answer)).number),
    /** Time goes by, and everybody who waited for it goes on. */
    async pass(ms: number) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.move(ms);
      clock.ring();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const settled = async (promise: Promise<unknown>) =>
  Promise.race([promise, new Promise((resolve) => setImmediate(resolve, "waits"))]);

test("five calls may come at once, and then one every four seconds", async () => {
  const { get, pass, calls } = workspace();
  for (const key of ["S1", "S2", "S3", "S4", "S5"]) await get(key);
  const sixth = get("S6");
  expect(await settled(sixth)).toBe("waits");
  await pass(4_000);
  expect(await sixth).toBe(6);
  expect(calls).toHaveLength(6);
});

test("in no minute there are more than twenty calls, however many want one", async () => {
  const { get, pass, calls } = workspace();
  for (let second = 0; second < 120; second += 1) {
    void get(`S${second % 3}`).catch(() => {});
    await pass(1_000);
  }
  const most = Math.max(...calls.map((from) => calls.filter((at) => at >= from && at < from + 60_000).length));
  expect(most).toBeLessThanOrEqual(20);
  expect(calls.length).toBeGreaterThan(25);
});

test("all who wait for the same answer share the next one, which was asked for after they came", async () => {
  const { get, pass, calls } = workspace();
  for (const key of ["S1", "S2", "S3", "S4", "S5"]) await get(key);
  await pass(1);
  const early = get("S1");
  await pass(1_000);
  const late = get("S1");
  await pass(3_000);
  expect([await early, await late]).toEqual([6, 6]);
  expect(calls.at(-1)).toBe(t0 + 4_001);
});

test("a short rate limit is waited out, by others who need the method as well", async () => {
  const { get, pass, calls, refuse } = workspace();
  refuse(3_000);
  const first = get("U1", "users.info");
  await pass(1_000);
  const second = get("U2", "users.info");
  expect(await settled(Promise.race([first, second]))).toBe("waits");
  expect(calls).toHaveLength(1);
  await pass(2_000);
  expect(await Promise.all([first, second])).toEqual([2, 3]);
});

test("another method does not wait", async () => {
  const { get, refuse } = workspace();
  refuse(3_000);
  void get("U1", "users.info").catch(() => {});
  expect(await get("C1", "conversations.info")).toBe(2);
});

test("rate limits are waited out for ten seconds together, and no longer one is waited for at all", async () => {
  const { get, pass, calls, refuse } = workspace();
  for (let time = 0; time < 4; time += 1) refuse(3_000);
  const limited = get("U1", "users.info");
  const failed = expect(limited).rejects.toMatchObject({ kind: "rate_limited" });
  for (let time = 0; time < 3; time += 1) await pass(3_000);
  await failed;
  expect(calls).toHaveLength(4);
  await pass(3_000);
  refuse(30_000);
  await expect(get("U1", "users.info")).rejects.toMatchObject({ kind: "rate_limited" });
  expect(await get("U1", "users.info")).toBe(6);
});

test("at a shutdown nobody waits any longer", async () => {
  const { get, refuse, stopping } = workspace();
  refuse(3_000);
  const limited = get("U1", "users.info");
  expect(await settled(limited)).toBe("waits");
  stopping.abort();
  await expect(limited).rejects.toMatchObject({ kind: "rate_limited" });
});

test("after the clock was set back a method is not kept waiting for the time it was set back by", async () => {
  const { get, clock, refuse, pass } = workspace();
  refuse(3_000);
  const limited = get("U1", "users.info");
  expect(await settled(limited)).toBe("waits");
  clock.set(-3_600_000);
  expect(await get("U2", "users.info")).toBe(2);
  for (let key = 0; key < 5; key += 1) await get(`S${key}`);
  clock.set(-3_600_000);
  const next = get("S9");
  await pass(4_000);
  expect(await next).toBeTypeOf("number");
  await pass(3_000);
  await limited;
});
