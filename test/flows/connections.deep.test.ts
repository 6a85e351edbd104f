// Slack away and back again: what the bot does and says meanwhile, through the real sockets. The waits between two dials are in
// test/slack/transport/socket-supervisor.test.ts.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const minute = 60;
const open = "apps.connections.open";

/** What the bot's log says of one dialling: its begin and its end. */
const begins = / debug dialling Slack /;
const ends = / (info connected to Slack|warn no connection to Slack) /;

const count = ({ sandbox }: Stage, pattern: RegExp) => sandbox.log.filter((line) => pattern.test(line)).length;

/** What is due has begun, and every dialling is over or left without an answer by Slack. */
function atRest(stage: Stage): boolean {
  const { slack, clock } = stage;
  if (clock.expects(0, Number.NEGATIVE_INFINITY)) return false;
  const held = slack.calls.filter(
    ({ method, fault, durationMs }) => method === open && fault === "hang" && durationMs === undefined,
  );
  return count(stage, begins) - count(stage, ends) === slack.sockets.withoutHello + held.length;
}

/** Lets time pass on the bot's clock in steps, in each of which it comes to rest, until `done`. */
async function pass(stage: Stage, seconds: number, done = () => false): Promise<void> {
  const stepS = 2;
  for (let passed = 0; passed < seconds && !done(); passed += stepS) {
    stage.clock.advance(stepS * 1_000);
    await stage.slack.until("the bot is at rest", () => atRest(stage));
  }
}

type Outage = readonly [string, (stage: Stage) => unknown, (stage: Stage) => unknown];

const outages: readonly Outage[] = [
  ["Slack's port takes no connection", ({ slack }) => slack.goAway(), ({ slack }) => slack.comeBack()],
  [
    "Slack answers every call with a 503",
    ({ slack }) => slack.fail({ method: "*", times: Number.POSITIVE_INFINITY, how: { kind: "status", status: 503 } }),
    ({ slack }) => slack.clearFaults(),
  ],
  [
    "Slack leaves the call for an address without an answer",
    ({ slack }) => slack.fail({ method: open, times: Number.POSITIVE_INFINITY, how: { kind: "hang" } }),
    ({ slack }) => slack.clearFaults(),
  ],
  ...(["refused", "hanging", "silent"] as const).map(
    (mode): Outage => [
      `upgrades are ${mode}`,
      ({ slack }) => {
        slack.sockets.upgradeMode = mode;
      },
      ({ slack }) => {
        slack.sockets.upgradeMode = "hello";
      },
    ],
  ),
];

test.each(outages)(
  "while %s for minutes and then a night, the bot says so, and it is back within 15 s",
  async (_what, begin, end) => {
    const stage = await raise();
    const card = await stage.ask();
    await begin(stage);
    stage.slack.sockets.drop();
    await stage.slack.until("it is noticed", () => count(stage, / disconnected from Slack /) === 2);
    await pass(stage, minute + 30);
    stage.clock.advance(8 * 60 * minute * 1_000);
    await pass(stage, 20);
    expect(stage.slack.sockets.open).toBe(0);
    const errors = stage.sandbox.log.filter((line) => / error Slack is out of reach/.test(line));
    expect(errors.length).toBeGreaterThanOrEqual(3);
    expect(errors.at(-1)).toMatch(/ forS=2\d{4} host=127\.0\.0\.1:\d+ cause=/);

    await end(stage);
    const backAt = stage.clock.now();
    await pass(stage, 14, () => stage.slack.sockets.open > 0);
    await stage.slack.until("it is back", () => stage.slack.sockets.open > 0, 1_000);
    expect(stage.clock.now() - backAt).toBeLessThan(15_000);
    await pass(stage, 14, () => stage.slack.sockets.open === 2);
    expect(stage.slack.sockets.open).toBe(2);
    expect(stage.slack.sockets.withoutHello).toBe(0);
    expect(stage.sandbox.log.join("")).toMatch(/ info Slack is back afterS=2\d{4}\n/);
    // The request lapsed in the night, and carol is told so.
    expect(await stage.slack.clickStale(ids.carol, card, "Approve")).toMatchObject({ kind: "acknowledged" });
    await stage.told(ids.carol, ids.approvals, /Nobody decided on this request by/);
  },
);

test("when Slack announces the end of both connections, new ones are there before the old ones go, and every command is answered", async () => {
  const stage = await raise();
  stage.slack.sockets.warn();
  stage.clock.advance(1_000);
  await stage.slack.until("there are new ones", () => stage.slack.sockets.open === 4);
  for (let command = 0; command < 8; command += 1) {
    expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  }
  stage.clock.advance(10_000);
  await stage.slack.until("the old ones are closed", () => stage.slack.sockets.open === 2);
  expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  const [, afterwards = ""] = stage.sandbox.log.join("").split("understudy is running");
  expect(afterwards).not.toMatch(/ (warn|error) /);
});
