// Builds the backstage view field by field, so that nothing unnamed can leak.
import { fullName } from "../../clerk/full-name.js";
import type { ClerkInstance } from "../../clerk/instance.js";
import type { Backstage } from "../../contract/backstage.js";

type ClerkSide = Pick<Backstage, "users" | "actorTokens" | "sessions">;

/** Newest first, except users, who keep the order in which they were added. */
export function clerkSide(clerk: ClerkInstance): ClerkSide {
  return {
    users: clerk.users.map((user) => ({
      id: user.id,
      name: fullName(user),
      username: user.username,
      emails: user.emails.map(({ address, verified }) => (verified ? address : `${address} (unverified)`)),
      banned: user.banned,
      locked: user.locked,
    })),
    actorTokens: clerk.actorTokens.toReversed().map(({ id, status, userId, actor, expiresAt }) => ({
      id,
      status,
      subject: userId,
      actor: actor.sub,
      expiresAt,
    })),
    sessions: clerk.sessions.toReversed().map(({ id, status, userId, actor, expireAt }) => ({
      id,
      status,
      user: userId,
      actor: actor?.sub ?? null,
      expireAt,
    })),
  };
}
