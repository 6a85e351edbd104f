// The backstage panel shows everything that happened, but no secret.
import { beforeAll, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import type { ShownRequest } from "../../../src/sandbox/contract/backstage.js";
import type { OpenWindow } from "./open-window.js";
import { openPage } from "./page-client.js";
import { askedFor, beth, inUseFor } from "./story.js";

const page = await openPage("in this process");
const payloads: string[] = [];
page.slack.on((event) => {
  if (event.kind === "payload_sent") payloads.push(JSON.stringify(event.payload));
});
let alice: OpenWindow;

/** The whole story, used and revoked; then a request that fails, and a refusal. */
beforeAll(async () => {
  const story = await inUseFor(page);
  alice = story.alice;
  await alice.press(alice.withBot.id, story.message, "Revoke");
  await alice.fromBot(/Clerk confirmed it/);

  await page.ask("faults", { clerk: "plan" });
  const second = await askedFor(page, beth);
  await second.carol.press(ids.approvals, second.card, "Approve");
  await second.carol.message(ids.approvals, /not part of your Clerk plan/);
  await page.ask("faults", { clerk: "none" });
  await page.ask("type", { as: ids.gus, channel: ids.general, line: "/impersonate @bob let me in" });
  await alice.until("everything on record", () => alice.backstage.refusals.length === 1);
});

const found = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, value]) => value ?? "");

test.each<{ what: string; values: () => readonly string[] }>([
  { what: "ticket", values: () => page.clerk.actorTokens.map(({ ticket }) => ticket) },
  { what: "sign-in link", values: () => page.clerk.actorTokens.map(({ url }) => url) },
  { what: "way to a link's page", values: () => ["ticket=", "/v1/tickets", page.clerk.url] },
  { what: "bot token", values: () => [page.slack.botToken, "xoxb-"] },
  { what: "app-level token", values: () => [page.slack.appToken, "xapp-"] },
  { what: "signing secret", values: () => [page.slack.signingSecret] },
  { what: "Clerk key", values: () => [page.clerk.secretKey, "sk_test_", "Bearer"] },
  { what: "response url", values: () => found(/"response_url":"([^"]+)"/g, payloads.join("\n")) },
  { what: "trigger id", values: () => found(/"trigger_id":"([^"]+)"/g, payloads.join("\n")) },
  {
    what: "socket ticket",
    values: () => found(/ticket=([\w-]+)/g, JSON.stringify(page.slack.calls.map(({ response }) => response))),
  },
])("no $what is in it", ({ values }) => {
  expect(values().length).toBeGreaterThan(0);
  const text = alice.stream.latest("backstage") ?? "";
  expect(values().filter((each) => text.includes(each))).toEqual([]);
});

test("none of it was there at any earlier time", () => {
  const everSent = alice.stream.events.filter(({ event }) => event === "backstage").map(({ data }) => data);
  expect(everSent.length).toBeGreaterThan(5);
  const telling = ["ticket=", "xoxb-", "xapp-", "sk_test_", "trigger_id", "/actions/", "/commands/"];
  expect(telling.filter((each) => everSent.some((text) => text.includes(each)))).toEqual([]);
});

function requestFor(subjectId: string): ShownRequest {
  const request = alice.backstage.requests.find((each) => each.subjectId === subjectId);
  if (request === undefined) throw new Error(`there is no request for ${subjectId}`);
  return request;
}

test("it shows the request as it ended: who asked, for whom, why, and who decided", () => {
  const [token] = page.clerk.actorTokens;
  expect(requestFor("user_2bob")).toMatchObject({
    status: "revoked",
    actor: ids.alice,
    subjectName: "Bob Brown",
    reason: "ticket 4821, cannot see invoices",
    decidedBy: ids.carol,
    tokenId: token?.id,
    closing: "sessions_ended",
  });
});

test("it shows the failed request, and why it failed", () => {
  expect(requestFor("user_2beth")).toMatchObject({ status: "failed", failure: "clerk_plan", tokenId: null });
});

test("it shows each step of a request in order, with its actor and outcome", () => {
  const { audit } = requestFor("user_2bob");
  expect(audit.map(({ id }) => id)).toEqual(audit.map(({ id }) => id).toSorted((one, other) => one - other));
  const steps = audit.map(({ by, action, outcome }) => `${by} ${action} ${outcome}`).join("\n");
  expect(steps).toMatch(/U0ALICE .*U0CAROL .*understudy .*U0ALICE /s);
  expect(audit.length).toBeGreaterThan(6);
});

test("it shows refusals without a request", () => {
  expect(alice.backstage.refusals.map(({ by }) => by)).toEqual([ids.gus]);
});

test("it shows Clerk's tokens and sessions with their status", () => {
  const { actorTokens, sessions } = alice.backstage;
  expect(actorTokens.map(({ status, subject, actor }) => [status, subject, actor])).toEqual([
    ["accepted", "user_2bob", "user_2alice"],
  ]);
  expect(sessions.map(({ status, user, actor }) => [status, user, actor])).toEqual([
    ["revoked", "user_2bob", "user_2alice"],
  ]);
});

test.each([
  ["slack", "bot", "/impersonate", "acknowledged"],
  ["slack", "bot", "block_actions", "acknowledged"],
  ["bot", "slack", "chat.postMessage → #impersonation-approvals", "ok"],
  ["bot", "slack", "chat.postMessage → @alice", "ok"],
  ["bot", "slack", "response_url", "ok"],
  ["bot", "clerk", "POST /v1/actor_tokens", "200"],
] as const)("it shows a call from %s to %s: %s, %s", (from, to, what, outcome) => {
  const call = alice.backstage.calls.find((each) => each.what === what && each.outcome === outcome);
  expect(call).toMatchObject({ from, to, failed: false });
  expect(call?.durationMs).toBeGreaterThan(0);
});

test("a call that failed is marked as failed", () => {
  const failed = alice.backstage.calls.filter((each) => each.failed).map(({ what, outcome }) => [what, outcome]);
  expect(failed).toContainEqual(["POST /v1/actor_tokens", "402"]);
});

test("a refusal that the bot expects is not marked as failed", async () => {
  await alice.types(ids.general, "/impersonate user_2nobody ticket 4822");
  const call = await alice.until("Clerk's answer", () =>
    alice.backstage.calls.find(({ what, outcome }) => what.endsWith("user_2nobody") && outcome !== undefined),
  );
  expect(call).toMatchObject({ outcome: "404", code: "resource_not_found", refused: true, failed: false });
});

test("the newest of the calls comes first", () => {
  const order = alice.backstage.calls.map(({ id }) => id);
  expect(order).toEqual(order.toSorted((one, other) => other - one));
});
