// Each operation of Clerk's that the bot uses, once, and how to see at Clerk whether it took effect.
import type { ClerkApi } from "../../src/clerk/api.js";
import type { ClerkInstance } from "../../src/sandbox/clerk/instance.js";
import { bob, order, pendingToken, type Stage } from "./emulated-clerk.js";

export interface Operation {
  readonly name: NonNullable<ClerkInstance["calls"][number]["operation"]>;
  /** The id to ask about. */
  readonly given: (stage: Stage) => Promise<string> | string;
  readonly does: (api: ClerkApi, id: string) => Promise<unknown>;
  /** Missing where there is no effect. */
  readonly happened?: (clerk: ClerkInstance, id: string) => boolean;
}

export const operations: Operation[] = [
  {
    name: "actor_tokens.create",
    given: () => bob.id,
    does: (api) => api.actorTokens.create(order, 5_000),
    happened: (clerk) => clerk.actorTokens.length > 0,
  },
  {
    name: "actor_tokens.revoke",
    given: pendingToken,
    does: (api, id) => api.actorTokens.revoke(id),
    happened: (clerk, id) => clerk.actorTokens.some((token) => token.id === id && token.status === "revoked"),
  },
  {
    name: "sessions.revoke",
    given: ({ clerk }) => clerk.startSession(bob.id).id,
    does: (api, id) => api.sessions.revoke(id),
    happened: (clerk, id) => clerk.sessions.some((session) => session.id === id && session.status === "revoked"),
  },
  {
    name: "sessions.list",
    given: () => bob.id,
    does: (api, userId) => api.sessions.list({ userId, limit: 500, offset: 0 }),
  },
  { name: "users.list", given: () => bob.email, does: (api, email) => api.users.list({ emailAddress: [email] }) },
  { name: "users.get", given: () => bob.id, does: (api, id) => api.users.get(id) },
];
