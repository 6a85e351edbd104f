// The emulated Clerk with alice and bob in it, on a clock that stands still, and the bot's client at its door.
import { onTestFinished } from "vitest";
import { type ClerkApi, createClerkApi } from "../../src/clerk/api.js";
import { Secret } from "../../src/impersonation/model/secret.js";
import type { Clock } from "../../src/impersonation/ports/clock.js";
import { type ClerkInstance, type ClerkOptions, startClerk } from "../../src/sandbox/clerk/instance.js";
import { key, network, now, recordedLog } from "./fixtures.js";

export const alice = { id: "user_alice", username: "alice", email: "alice@acme.com" };
export const bob = {
  id: "user_bob",
  username: "bob",
  firstName: "Bob",
  lastName: "Brown",
  email: "bob+1@customer.com",
  otherEmails: [{ address: "bob@private.com", verified: false }],
};

export const order = {
  user_id: bob.id,
  actor: { sub: alice.id, iss: "understudy", request_id: "req_1" },
  expires_in_seconds: 600,
  session_max_duration_in_seconds: 1_800,
};

const stillClock: Clock = { now: () => now, monotonic: () => 0, wakeAt: () => () => {} };

export interface Stage {
  readonly clerk: ClerkInstance;
  readonly api: ClerkApi;
  /** What the client has logged. */
  readonly lines: readonly string[];
}

/** The bot calls with `key` unless given another one. */
export async function raise(callersKey = key, options: Partial<ClerkOptions> = {}): Promise<Stage> {
  const clerk = await startClerk({ clock: stillClock, users: [alice, bob], secretKey: key, ...options });
  onTestFinished(() => clerk.close());
  const { log, lines } = recordedLog();
  const secretKey = new Secret(callersKey);
  return { clerk, lines, api: createClerkApi({ baseUrl: clerk.url, secretKey, clock: stillClock, log, network }) };
}

/** The id of a token for bob that nobody has opened. */
export async function pendingToken({ api }: Stage): Promise<string> {
  return (await api.actorTokens.create(order, 5_000)).id;
}

export async function acceptedToken(stage: Stage): Promise<string> {
  const id = await pendingToken(stage);
  const { url = "" } = stage.clerk.actorTokens.find((token) => token.id === id) ?? {};
  if (!stage.clerk.browser({ city: "Paris", country: "FR", browserName: "Chrome" }).open(url).ok) {
    throw new Error("the link does not open");
  }
  return id;
}

export async function revokedToken(stage: Stage): Promise<string> {
  const id = await pendingToken(stage);
  await stage.api.actorTokens.revoke(id);
  return id;
}
