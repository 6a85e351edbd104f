import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createClerkApi } from "../../src/clerk/api.js";
import { createIdentityProvider } from "../../src/clerk/identity-provider.js";
import type { Clock } from "../../src/impersonation/ports/clock.js";
import { alwaysFresh } from "../../src/impersonation/ports/directory.js";
import {
  hurriedClock,
  link,
  network,
  now,
  recordedLog,
  secretKey,
  wireEmail,
  wireSession,
  wireToken,
  wireUser,
} from "./fixtures.js";
import { clerkErrors, type HeardCall, type Reply, scriptedClerk } from "./scripted-clerk.js";

async function provider(replies: readonly Reply[] | ((call: HeardCall) => Reply)) {
  const clerk = await scriptedClerk(replies);
  const clock = hurriedClock();
  const { log, lines } = recordedLog();
  const api = createClerkApi({ baseUrl: clerk.url, secretKey, clock, log, network });
  return { clerk, clock, lines, clerkUsers: createIdentityProvider(api, clock, clerk.url), api };
}

const order = {
  subjectId: "user_bob",
  actorSub: "user_alice",
  requestId: "req_1",
  linkMs: 600_000,
  sessionMs: 1_800_000,
};
const giveUpAt = now + 10_000;
const notFound: Reply = { status: 404, json: clerkErrors("resource_not_found") };
const rateLimit = (seconds: number): Reply => ({ status: 429, headers: { "retry-after": String(seconds) } });
const ok = (json: unknown): Reply => ({ status: 200, json });

describe("making a link", () => {
  test("tells Clerk who acts as whom, for which request and how long, and nothing else", async () => {
    const { clerk, clerkUsers } = await provider([ok(wireToken())]);
    const made = await clerkUsers.createActorToken(order, giveUpAt);
    expect(clerk.calls[0]?.body).toEqual({
      user_id: "user_bob",
      actor: { sub: "user_alice", iss: "understudy", request_id: "req_1" },
      expires_in_seconds: 600,
      session_max_duration_in_seconds: 1_800,
    });
    expect(made).toMatchObject({ id: "act_1", createdAt: now });
    expect(made.link?.reveal()).toBe(link);
  });

  test("leaves no trace of the link in what it returns or logs", async () => {
    const { clerkUsers, lines } = await provider([ok(wireToken())]);
    const made = await clerkUsers.createActorToken(order, giveUpAt);
    expect([inspect(made, { depth: null, showHidden: true }), ...lines].join()).not.toMatch(/ticket|neverToBeSeen/);
  });

  test("waits out a rate limit as long as Clerk says, and asks again", async () => {
    const { clerkUsers, clock } = await provider([rateLimit(3), rateLimit(4), ok(wireToken())]);
    expect((await clerkUsers.createActorToken(order, giveUpAt)).id).toBe("act_1");
    expect(clock.waits).toEqual([3_000, 4_000]);
  });

  test("gives up at once on a rate limit that lasts longer than anybody waits", async () => {
    const { clerkUsers, clock } = await provider([rateLimit(2), rateLimit(8)]);
    const attempt = clerkUsers.createActorToken(order, giveUpAt);
    await expect(attempt).rejects.toMatchObject({ problem: { code: "clerk_rate_limited", retryAfterMs: 8_000 } });
    expect(clock.waits).toEqual([2_000]);
  });

  test.each<[Reply, string]>([
    [{ status: 500 }, "clerk_unavailable"],
    ["drops the connection", "clerk_timeout"],
    [{ status: 200, body: "" }, "clerk_malformed"],
    [{ status: 200, json: wireToken({ id: undefined }) }, "clerk_malformed"],
    [{ status: 422, json: clerkErrors("impersonation_limit_exceeded") }, "clerk_limit"],
    [notFound, "clerk_not_found"],
  ])("asks only once when Clerk answers %j", async (reply, code) => {
    const { clerkUsers } = await provider([reply]);
    await expect(clerkUsers.createActorToken(order, giveUpAt)).rejects.toThrow(code);
  });

  test("stops waiting for Clerk when the time is over", async () => {
    const { clerkUsers } = await provider(() => "never");
    await expect(clerkUsers.createActorToken(order, now + 250)).rejects.toThrow("clerk_timeout");
  });

  test("waits no longer where the clock is set back meanwhile", async () => {
    let aheadMs = 0;
    const { clerk, api, clock } = await provider(() => {
      if (aheadMs < 0) return "never";
      aheadMs = -3_600_000;
      return rateLimit(1);
    });
    const setBack: Clock = {
      now: () => clock.now() + aheadMs,
      monotonic: () => clock.monotonic(),
      wakeAt: (atMs, wake) => clock.wakeAt(atMs - aheadMs, wake),
    };
    const clerkUsers = createIdentityProvider(api, setBack, clerk.url);
    await expect(clerkUsers.createActorToken(order, now + 1_600)).rejects.toThrow("clerk_timeout");
    expect(clerk.calls).toHaveLength(2);
  });

  test("asks for nothing when the time was over before", async () => {
    const { clerkUsers } = await provider([]);
    await expect(clerkUsers.createActorToken(order, now)).rejects.toThrow("clerk_timeout");
  });

  test.each([
    ["has no link", { url: undefined }],
    ["has a link that is none", { url: "ticket" }],
    ["has a link over an open line", { url: "http://clerk.example.com/v1/tickets/accept?ticket=neverToBeSeen" }],
    ["has a link that runs a script", { url: "javascript:alert(1)" }],
    ["has no time of creation", { created_at: null }],
    ["is for somebody else", { user_id: "user_eve" }],
  ])("gives no link of a token that %s, only its id, by which it can be revoked", async (_, changes) => {
    const { clerkUsers } = await provider([ok(wireToken(changes))]);
    const made = await clerkUsers.createActorToken(order, giveUpAt);
    expect(made).toMatchObject({ id: "act_1", createdAt: expect.any(Number), link: null });
  });

  test("takes a link to this machine from a Clerk on this machine only", async () => {
    const local = wireToken({ url: "http://127.0.0.1:4000/v1/tickets/accept?ticket=t" });
    const { clerkUsers, api, clock } = await provider([ok(local), ok(local)]);
    expect((await clerkUsers.createActorToken(order, giveUpAt)).link).not.toBeNull();
    const real = createIdentityProvider(api, clock, "https://api.clerk.com");
    expect((await real.createActorToken(order, giveUpAt)).link).toBeNull();
  });
});

describe("revoking a link", () => {
  const refused = (status: string): Reply => ({
    status: 400,
    json: clerkErrors("actor_token_cannot_be_revoked_code", `… because its status is ${status}. Only pending …`),
  });

  test.each<[string, Reply, string]>([
    ["was unused", ok(wireToken({ status: "revoked" })), "revoked"],
    ["was opened", refused("accepted"), "accepted"],
    ["was revoked before", refused("revoked"), "revoked"],
    ["is in a state unknown to us", refused("paused"), "accepted"],
    ["is unknown to Clerk", notFound, "not_found"],
  ])("that %s", async (_, reply, outcome) => {
    const { clerkUsers } = await provider([reply]);
    expect(await clerkUsers.revokeActorToken("act_1")).toBe(outcome);
  });

  test("is not done while Clerk shows the token as pending", async () => {
    const { clerkUsers } = await provider([ok(wireToken({ status: "pending" }))]);
    await expect(clerkUsers.revokeActorToken("act_1")).rejects.toThrow("clerk_malformed");
  });
});

describe("looking at sessions", () => {
  const aged = (index: number) => wireSession({ id: `sess_${index}`, created_at: now - index * 1_000 });
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => aged(from + index));
  const ids = (sessions: readonly { id: string }[] | string) =>
    typeof sessions === "string" ? sessions : sessions.map((session) => session.id);

  test("finds those created since then, whatever their status, and stops at the first that is older", async () => {
    const all = [aged(0), wireSession({ id: "sess_pending", status: "pending" }), ...range(1, 600)];
    const { clerk, clerkUsers } = await provider(({ query }) =>
      ok(all.slice(Number(query.offset), Number(query.offset) + Number(query.limit))),
    );
    expect(ids(await clerkUsers.sessions("user_bob", now - 2_000))).toEqual([
      "sess_0",
      "sess_pending",
      "sess_1",
      "sess_2",
    ]);
    expect(clerk.calls.map((call) => call.query)).toEqual([{ user_id: "user_bob", limit: "500", offset: "0" }]);
  });

  test.each([
    ["nothing changes", (all: unknown[]) => all],
    ["new sessions are created", (all: unknown[]) => [wireSession({ id: "sess_new" }), ...all]],
    ["old ones are cleaned up", (all: unknown[]) => all.slice(5)],
  ])("finds each once, over several pages, while %s", async (_, change) => {
    let all: unknown[] = range(0, 1_200);
    const { clerkUsers } = await provider(({ query }) => {
      const page = all.slice(Number(query.offset), Number(query.offset) + 500);
      all = change(all);
      return ok(page);
    });
    expect(ids(await clerkUsers.sessions("user_bob", 0))).toEqual(range(0, 1_200).map((session) => session.id));
  });

  test("ends, without a guess, when Clerk gives the same page for ever", async () => {
    const { clerkUsers, clerk } = await provider(() => ok(range(0, 500)));
    await expect(clerkUsers.sessions("user_bob", 0)).rejects.toThrow("clerk_malformed");
    expect(clerk.calls).toHaveLength(2);
  });

  test("finds none for a user who has none", async () => {
    const { clerkUsers } = await provider([ok([])]);
    expect(await clerkUsers.sessions("user_bob", 0)).toEqual([]);
  });

  test("says so when the user is gone", async () => {
    const { clerkUsers } = await provider([notFound]);
    expect(await clerkUsers.sessions("user_bob", 0)).toBe("user_not_found");
  });

  const own = { sub: null, iss: null, requestId: null };
  test.each([
    [
      { sub: "user_alice", iss: "understudy", request_id: "req_1" },
      { sub: "user_alice", iss: "understudy", requestId: "req_1" },
    ],
    [{ sub: "user_alice" }, { ...own, sub: "user_alice" }],
    [{ sub: 7, iss: ["x"], request_id: null, type: "agent" }, own],
    [{}, own],
    [null, null],
    [undefined, null],
    ["user_alice", null],
  ])("reads the actor %j", async (actor, read) => {
    const { clerkUsers } = await provider([ok([wireSession({ actor })])]);
    expect(await clerkUsers.sessions("user_bob", 0)).toMatchObject([{ id: "sess_1", actor: read }]);
  });

  test.each([
    [{ city: "Paris", country: "FR", browser_name: "Chrome" }, "Paris, FR · Chrome"],
    [{ city: "", country: "FR" }, "FR"],
    [{ city: "Paris", browser_name: "Chrome" }, "Paris · Chrome"],
    [{ browser_name: "Chrome", country: null }, "Chrome"],
    [{ id: "act_1", is_mobile: false }, null],
    [null, null],
    [undefined, null],
  ])("says where %j is", async (activity, usedFrom) => {
    const { clerkUsers } = await provider([ok([wireSession({ latest_activity: activity })])]);
    expect(await clerkUsers.sessions("user_bob", 0)).toMatchObject([{ usedFrom }]);
  });
});

describe("ending a session", () => {
  test.each<[string, Reply]>([
    ["lives", ok(wireSession({ status: "revoked" }))],
    ["is gone", notFound],
  ])("that %s succeeds", async (_, reply) => {
    const { clerkUsers } = await provider([reply]);
    await expect(clerkUsers.revokeSession("sess_1")).resolves.toBeUndefined();
  });

  test("that Clerk refuses for a reason of its own does not succeed", async () => {
    const { clerkUsers } = await provider([{ status: 400, json: clerkErrors("some_reason") }]);
    await expect(clerkUsers.revokeSession("sess_1")).rejects.toThrow("clerk_refused");
  });
});

describe("looking for a user", () => {
  test("tells verified addresses from others, in lower case, and keeps the primary one as it is", async () => {
    const email_addresses = [
      wireEmail("Bob@Customer.com", "verified", "idn_1"),
      wireEmail("BOB@private.com", "unverified"),
      { ...wireEmail("bob@old.com"), verification: null },
    ];
    const { clerkUsers } = await provider([ok(wireUser({ email_addresses, primary_email_address_id: "idn_1" }))]);
    expect(await clerkUsers.user("user_bob", alwaysFresh)).toEqual({
      id: "user_bob",
      name: "Bob Brown",
      primaryEmail: "Bob@Customer.com",
      verifiedEmails: ["bob@customer.com"],
      unverifiedEmails: ["bob@private.com", "bob@old.com"],
      banned: false,
      locked: false,
      deprovisioned: false,
    });
  });

  const nameless = { first_name: null, last_name: "  " };
  test.each([
    [{}, "Bob Brown"],
    [{ last_name: null }, "Bob"],
    [nameless, "bob"],
    [{ ...nameless, username: null }, "bob@customer.com"],
    [{ ...nameless, username: null, primary_email_address_id: null }, "user_bob"],
  ])("with %j calls them %s", async (changes, name) => {
    const { clerkUsers } = await provider([ok(wireUser(changes))]);
    expect(await clerkUsers.user("user_bob", alwaysFresh)).toMatchObject({ name });
  });

  test("who does not exist finds nobody", async () => {
    const { clerkUsers } = await provider([notFound]);
    expect(await clerkUsers.user("user_nobody", alwaysFresh)).toBeUndefined();
    expect(await clerkUsers.user("no id", alwaysFresh)).toBeUndefined();
  });

  test("by email and by username finds only whom the answer bears out", async () => {
    const eve = wireUser({ id: "user_eve", username: "bobby", email_addresses: [wireEmail("eve@customer.com")] });
    const { clerkUsers } = await provider(() => ok([wireUser(), eve]));
    expect(await clerkUsers.usersByVerifiedEmail("bob@customer.com")).toMatchObject([{ id: "user_bob" }]);
    expect(await clerkUsers.usersByUsername("Bob")).toMatchObject([{ id: "user_bob" }]);
  });

  test("whose standing Clerk does not tell gives no answer", async () => {
    const { clerkUsers } = await provider([ok(wireUser({ banned: undefined }))]);
    await expect(clerkUsers.user("user_bob", alwaysFresh)).rejects.toThrow("clerk_malformed");
  });
});
