// What Clerk says about alice, bob and their sessions, in the shapes of its published description.

import { type ClerkApi, createClerkApi } from "../../src/clerk/api.js";
import { ClerkTime } from "../../src/clerk/clerk-time.js";
import { createIdentityProvider } from "../../src/clerk/identity-provider.js";
import { Limiter } from "../../src/clerk/limiter.js";
import { Secret } from "../../src/impersonation/model/secret.js";
import type { Clock } from "../../src/impersonation/ports/clock.js";
import { createLog, type Log } from "../../src/runtime/log.js";
import { createNetwork } from "../../src/runtime/network.js";

export const key = "sk_test_neverToBeSeen";
export const secretKey = new Secret(key);
export const network = createNetwork({});
export const link = "https://clerk.example.com/v1/tickets/accept?ticket=neverToBeSeenEither";
export const now = Date.UTC(2026, 10, 23, 14, 0);

/** A clock on which every wait is over at once; `waits` has how long each was meant to be. */
export function hurriedClock(): Clock & { readonly waits: number[] } {
  let at = now;
  const waits: number[] = [];
  return {
    waits,
    monotonic: () => at - now,
    now: () => at,
    wakeAt(atMs, wake) {
      waits.push(atMs - at);
      at = Math.max(at, atMs);
      queueMicrotask(wake);
      return () => {};
    },
  };
}

export function recordedLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLog("debug", { write: (line) => lines.push(line) }, () => now) };
}

export function wireToken(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    object: "actor_token",
    id: "act_1",
    status: "pending",
    user_id: "user_bob",
    actor: { sub: "user_alice" },
    token: "neverToBeSeenEither",
    url: link,
    created_at: now,
    updated_at: now,
    ...changes,
  };
}

export function wireSession(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    object: "session",
    id: "sess_1",
    user_id: "user_bob",
    client_id: "client_1",
    status: "active",
    last_active_at: now,
    expire_at: now + 1_800_000,
    abandon_at: now + 1_800_000,
    created_at: now,
    updated_at: now,
    ...changes,
  };
}

export function wireEmail(address: string, status = "verified", id = `idn_${address}`): Record<string, unknown> {
  return {
    object: "email_address",
    id,
    email_address: address,
    verification: { object: "verification_otp", status },
    linked_to: [],
  };
}

export function wireUser(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    object: "user",
    id: "user_bob",
    username: "bob",
    first_name: "Bob",
    last_name: "Brown",
    primary_email_address_id: "idn_bob@customer.com",
    email_addresses: [wireEmail("bob@customer.com")],
    banned: false,
    locked: false,
    created_at: now,
    updated_at: now,
    ...changes,
  };
}

/** The bot's client for a Clerk at `baseUrl`, with what turns it into the port. */
export function clientOf(baseUrl: string, clock: Clock, log: Log, key = secretKey) {
  const time = new ClerkTime(clock);
  const api = createClerkApi({ baseUrl, secretKey: key, clock, time, log, network });
  return { api, time, provider: (at = baseUrl, by: Clock = clock) => providerOf(api, time, by, at) };
}

/** Without jitter, and with a budget that no test spends. */
function providerOf(api: ClerkApi, time: ClerkTime, clock: Clock, baseUrl: string) {
  const { signal: stopping } = new AbortController();
  const limiter = new Limiter({ requestsPer10s: () => 1_000, clock, random: () => 0, stopping });
  return createIdentityProvider({ api, clock, time, limiter, baseUrl });
}
