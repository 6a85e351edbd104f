// Clerk's own SDK as the judge of the bot's client: asked the same, both send the same to Clerk and find the same.
import { expect, test } from "vitest";
import type { ClerkApi } from "../../src/clerk/api.js";
import type { ClerkInstance } from "../../src/sandbox/clerk/instance.js";
import { acceptedToken, bob, order, pendingToken, raise, type Stage } from "./emulated-clerk.js";
import { key, now } from "./fixtures.js";
import { createSdk, createSdkApi } from "./sdk-client.js";
import { asTheSdkSends, heard } from "./sent.js";

interface Operation {
  /** The id of something of its own for each client. */
  readonly given?: (stage: Stage) => Promise<string>;
  readonly does: (api: ClerkApi, id: string, clerk: ClerkInstance) => Promise<unknown>;
  readonly finds: object;
}

const bobOnTheWire = {
  id: bob.id,
  username: "bob",
  first_name: "Bob",
  last_name: "Brown",
  primary_email_address_id: expect.any(String),
  email_addresses: [
    { id: expect.any(String), email_address: bob.email, verification: { status: "verified" } },
    { id: expect.any(String), email_address: "bob@private.com", verification: { status: "unverified" } },
  ],
  banned: false,
  locked: false,
  deprovisioned: false,
};
const own = { id: expect.stringMatching(/^sess_/), status: "active", created_at: now, actor: null };

const operations: Record<string, Operation> = {
  "actorTokens.create": {
    does: async (api, _, clerk) => {
      const { id, url, ...told } = await api.actorTokens.create(order, 5_000);
      const made = clerk.actorTokens.find((token) => token.id === id);
      const lifetimes = made && [made.expiresAt - made.createdAt, made.sessionMaxSeconds];
      return { told, lifetimes, status: made?.status, isItsLink: url?.reveal() === made?.url };
    },
    finds: {
      told: { user_id: bob.id, created_at: now },
      lifetimes: [600_000, 1_800],
      status: "pending",
      isItsLink: true,
    },
  },
  "actorTokens.revoke": {
    given: pendingToken,
    does: async (api, id, clerk) => [
      await api.actorTokens.revoke(id),
      clerk.actorTokens.find((token) => token.id === id)?.status,
    ],
    finds: ["revoked", "revoked"],
  },
  "sessions.list over several pages": {
    does: async (api) => {
      const pages = [];
      for (const offset of [0, 2, 4, 6]) pages.push(await api.sessions.list({ userId: bob.id, limit: 2, offset }));
      return pages;
    },
    finds: [
      [{ ...own, actor: order.actor, latest_activity: { city: "Paris", country: "FR", browser_name: "Chrome" } }, own],
      [
        { ...own, status: "pending" },
        { ...own, status: "ended" },
      ],
      [own],
      [],
    ],
  },
  "sessions.revoke": {
    given: async ({ clerk }) => clerk.startSession(bob.id).id,
    does: async (api, id, clerk) => {
      const { id: revoked, ...told } = await api.sessions.revoke(id);
      return { told, isThatOne: revoked === id, status: clerk.sessions.find((session) => session.id === id)?.status };
    },
    finds: { told: { status: "revoked", actor: null, created_at: now }, isThatOne: true, status: "revoked" },
  },
  "users.list by email": { does: (api) => api.users.list({ emailAddress: [bob.email] }), finds: [bobOnTheWire] },
  "users.list by one of two emails": {
    does: (api) => api.users.list({ emailAddress: ["nobody@customer.com", bob.email] }),
    finds: [bobOnTheWire],
  },
  "users.list by username": { does: (api) => api.users.list({ username: ["bob"] }), finds: [bobOnTheWire] },
  "users.list of nobody": { does: (api) => api.users.list({ username: ["nobody"] }), finds: [] },
  "users.get": { does: (api) => api.users.get(bob.id), finds: bobOnTheWire },
};

test.each(Object.entries(operations))("%s sends and finds what Clerk's SDK does", async (_, { given, does, finds }) => {
  const stage = await raise();
  const { clerk, api } = stage;
  clerk.startSession(bob.id);
  clerk.startSession(bob.id, { status: "ended" });
  clerk.startSession(bob.id, { status: "pending" });
  clerk.startSession(bob.id);
  await acceptedToken(stage);
  const ask = async (client: ClerkApi) => {
    const id = (await given?.(stage)) ?? "nothing given";
    return heard(clerk, id, () => does(client, id, clerk));
  };

  const ours = await ask(api);
  const theirs = await ask(createSdkApi(clerk.url, key));

  expect(ours.came).toMatchObject(finds);
  expect(theirs.came).toEqual(ours.came);
  expect(theirs.sent).toEqual(ours.sent.flatMap(asTheSdkSends));
  expect(new Set(ours.sent.map((sent) => sent.version))).toEqual(new Set(["2026-05-12"]));
});

test("GET /users/count and paginated=true, which the SDK adds, give it the totals", async () => {
  const { clerk } = await raise();
  for (const status of ["active", "ended", "pending"] as const) clerk.startSession(bob.id, { status });
  const { sessions, users } = createSdk(clerk.url, key);
  expect(await sessions.getSessionList({ userId: bob.id, limit: 2 })).toMatchObject({ data: [{}, {}], totalCount: 3 });
  expect(await users.getUserList({ limit: 1 })).toMatchObject({ data: [{ fullName: "Bob Brown" }], totalCount: 2 });
});
