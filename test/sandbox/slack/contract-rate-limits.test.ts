// Slack's tiers: so many calls of a method in a minute, and then status 429.
import { WebAPIRateLimitedError } from "@slack/web-api";
import { expect, test } from "vitest";
import { acme } from "./acme.js";

async function limited() {
  const world = await acme();
  world.slack.settings.rateLimits = true;
  const call = async (method: string, args: Record<string, unknown>, times: number) => {
    for (let time = 0; time < times; time += 1) await world.web.apiCall(method, args);
  };
  const refused = async (method: string, args: Record<string, unknown>) => {
    const error: unknown = await world.web.apiCall(method, args).catch((thrown: unknown) => thrown);
    return error instanceof WebAPIRateLimitedError ? error.retryAfter : undefined;
  };
  return { ...world, call, refused };
}

test.each([
  ["usergroups.users.list", { usergroup: "SMANAGERS" }, 20],
  ["conversations.info", { channel: "COPEN" }, 50],
  ["users.conversations", { user: "UCAROL" }, 50],
  ["conversations.members", { channel: "COPEN" }, 100],
  ["users.info", { user: "UCAROL" }, 100],
])("%s is answered so often in a minute, and then says how long to wait", async (method, args, most) => {
  const { call, refused, clock } = await limited();
  await call(method, args, most);
  clock.advance(20_000);
  expect(await refused(method, args)).toBeGreaterThanOrEqual(39);
  expect(await refused(method, args)).toBeLessThanOrEqual(40);
  clock.advance(40_000);
  expect(await refused(method, args)).toBeUndefined();
});

test("one method's limit is not another's, and posts are counted by channel", async () => {
  const { call, refused } = await limited();
  await call("chat.postMessage", { channel: "COPEN", text: "hello" }, 60);
  expect(await refused("chat.postMessage", { channel: "COPEN", text: "hello" })).toBeGreaterThan(0);
  expect(await refused("chat.postMessage", { channel: "CCARDS", text: "hello" })).toBeUndefined();
  expect(await refused("conversations.info", { channel: "COPEN" })).toBeUndefined();
});

test("without the setting nothing is limited", async () => {
  const { slack, call } = await limited();
  slack.settings.rateLimits = false;
  await call("usergroups.users.list", { usergroup: "SMANAGERS" }, 30);
});
