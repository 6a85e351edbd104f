// POST /actor_tokens and POST /actor_tokens/{id}/revoke.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { cannotBeRevoked, invalid, notFound, Refusal } from "./refusal.js";
import type { State } from "./state.js";
import { actorTokenJson } from "./wire.js";

// The official SDK sends a key `additionalProperties` in so many words, and Clerk takes it from there.
const known = ["user_id", "actor", "expires_in_seconds", "session_max_duration_in_seconds", "additionalProperties"];

const order = z.object({
  user_id: z.string(),
  actor: z.looseObject({ sub: z.string().min(1) }),
  expires_in_seconds: z.number().int().positive().default(3600),
  session_max_duration_in_seconds: z.number().int().positive().default(1800),
});

export function createActorToken(state: State, body: unknown, baseUrl: string) {
  const given = z.record(z.string(), z.unknown()).safeParse(body);
  if (!given.success) throw new Refusal(400, { code: "request_body_invalid", message: "Request body invalid" });
  const unknown = Object.keys(given.data).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid("form_param_unknown", unknown, `${unknown} is not a valid parameter`);
  const parsed = order.safeParse(given.data);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join(".") ?? "";
    const missing = !(name.split(".")[0] ?? "" in given.data);
    throw invalid(missing ? "form_param_missing" : "form_param_format_invalid", name, `${name} is invalid`);
  }
  const { user_id: userId, actor, expires_in_seconds, session_max_duration_in_seconds } = parsed.data;
  if (!state.users.has(userId)) throw notFound("User");
  const now = state.clock.now();
  const ticket = [
    "eyJhbGciOiJSUzI1NiJ9",
    randomBytes(48).toString("base64url"),
    randomBytes(32).toString("base64url"),
  ].join(".");
  const token = {
    id: state.id("act"),
    ticket,
    userId,
    actor,
    createdAt: now,
    updatedAt: now,
    expiresAt: now + expires_in_seconds * 1000,
    sessionMaxSeconds: session_max_duration_in_seconds,
    status: "pending" as const,
  };
  state.actorTokens.set(token.id, token);
  return actorTokenJson(token, `${baseUrl}/v1/tickets/accept?ticket=${ticket}`);
}

export function revokeActorToken(state: State, id: string) {
  const token = state.actorTokens.get(id);
  if (token === undefined) throw notFound("Actor token");
  if (token.status !== "pending") throw cannotBeRevoked(token.status);
  token.status = "revoked";
  token.updatedAt = state.clock.now();
  return actorTokenJson(token);
}
