// POST /actor_tokens and POST /actor_tokens/{id}/revoke.

import { newId, newTicket } from "../ids.js";
import { landingUrl } from "../landing.js";
import type { ActorToken, State } from "../state.js";
import { readActorTokenBody } from "./actor-token-body.js";
import { paramWithoutResource, unprocessable } from "./parameters.js";
import { cannotBeRevoked, notFound } from "./refusal.js";
import { actorTokenJson } from "./wire.js";

export function createActorToken(state: State, body: unknown, baseUrl: string) {
  const { userId, actor, expiresInSeconds, sessionMaxSeconds } = readActorTokenBody(body);
  // The API description has no 404 here; Clerk's error index has this 422 for a parameter that refers to nothing.
  if (!state.users.has(userId)) throw unprocessable(paramWithoutResource("user_id"));
  const now = state.clock.now();
  const ticket = newTicket();
  const actorToken: ActorToken = {
    id: newId("act"),
    ticket,
    url: landingUrl(baseUrl, ticket),
    userId,
    actor,
    createdAt: now,
    updatedAt: now,
    expiresAt: now + expiresInSeconds * 1000,
    sessionMaxSeconds,
    status: "pending",
  };
  state.actorTokens.set(actorToken.id, actorToken);
  state.journal.emit({ kind: "actor_token_created", actorToken });
  return actorTokenJson(actorToken, "with_ticket");
}

/** A token that expired unused is still `pending`, so it can be revoked. */
export function revokeActorToken(state: State, id: string) {
  const actorToken = state.actorTokens.get(id);
  if (actorToken === undefined) throw notFound(`No actor token was found with id ${id}.`);
  if (actorToken.status !== "pending") throw cannotBeRevoked(actorToken.status);
  actorToken.status = "revoked";
  actorToken.updatedAt = state.clock.now();
  state.journal.emit({ kind: "actor_token_revoked", actorToken });
  return actorTokenJson(actorToken, "without_ticket");
}
