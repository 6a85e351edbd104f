// Watching the instance: calls, events, and waits that say what they waited for.
import { expect, test } from "vitest";
import { type ClerkEvent, startClerk } from "../../../src/sandbox/clerk/instance.js";
import { MovableClock } from "../../../src/sandbox/clock.js";
import { actor, bob, raise } from "./product.js";

test("a call is recorded as it came and as it was answered, without the key", async () => {
  const { clerk, clock } = await raise();
  const before = clock.now();
  await fetch(`${clerk.url}/v1/users?email_address=a%40b.c&email_address=d&limit=5`, {
    headers: { authorization: `Bearer ${clerk.secretKey}`, "clerk-api-version": "2026-05-12" },
  });
  const [call] = clerk.calls;
  expect(call).toMatchObject({
    method: "GET",
    path: "/v1/users",
    operation: "users.list",
    query: { email_address: ["a@b.c", "d"], limit: "5" },
    headers: { "clerk-api-version": "2026-05-12" },
    status: 200,
  });
  expect(call?.at).toBeGreaterThanOrEqual(before);
  expect(call?.durationMs).toBeGreaterThanOrEqual(0);
  expect(JSON.stringify(call)).not.toContain(clerk.secretKey);
});

test("a link that is opened, used and left is visible in events", async () => {
  const { clerk, clock, create } = await raise();
  const events: ClerkEvent["kind"][] = [];
  const off = clerk.on(({ kind }) => {
    if (!kind.startsWith("call")) events.push(kind);
  });
  const { url } = await create();
  await fetch(url);
  const browser = clerk.browser();
  browser.open(url);
  browser.visit();
  clock.advance(600_000);
  await clerk.until("the session ends by itself", () => events.includes("session_over"));
  off();
  clerk.startSession(bob.id, { actor });
  expect(events).toEqual([
    "actor_token_created",
    "landed",
    "actor_token_accepted",
    "session_started",
    "session_touched",
    "session_over",
  ]);
});

test("a wait resolves with what it found as soon as that is there", async () => {
  const { clerk, create } = await raise();
  const wait = clerk.until("a token", () => clerk.actorTokens[0]);
  const { id } = await create();
  expect(await wait).toMatchObject({ id });
});

test("a wait in vain says what did not come, what the look last said, and what the instance has seen", async () => {
  const { clerk, create } = await raise();
  await create();
  const wait = clerk.until("bob signs in", () => Promise.reject(new Error("not yet")), 60);
  await expect(wait).rejects.toThrow(
    /After 60 ms, still not: bob signs in\nThe last look failed: Error: not yet\nlast calls: POST \/v1\/actor_tokens 200\nactor tokens: act_\w+ pending\nsessions: none/,
  );
});

test("closing ends the waits and the calls in progress", async () => {
  const clerk = await startClerk({ clock: new MovableClock() });
  clerk.fail({ operation: "*", when: "before", how: { kind: "hang" } });
  const call = fetch(`${clerk.url}/v1/users`, { headers: { authorization: `Bearer ${clerk.secretKey}` } });
  await clerk.until("the call is under way", () => clerk.calls.length === 1);
  const wait = clerk.until("never", () => false);
  await Promise.all([
    clerk.close(),
    expect(call).rejects.toThrow("fetch failed"),
    expect(wait).rejects.toThrow("The sandbox was closed, still not: never"),
  ]);
});

test("it listens on the port asked for, on loopback only", async () => {
  const first = await startClerk({ clock: new MovableClock() });
  const port = Number(new URL(first.url).port);
  await first.close();
  const second = await startClerk({ clock: new MovableClock(), port, secretKey: "sk_live_key" });
  expect(second).toMatchObject({ url: `http://127.0.0.1:${port}`, secretKey: "sk_live_key" });
  await second.close();
});
