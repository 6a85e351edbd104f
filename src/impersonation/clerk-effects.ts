// The calls that change something at Clerk, each with its attempt and its outcome on record.
import { ImpersonationError } from "./errors.js";
import { type Parts, record } from "./parts.js";
import type { ActorToken, TokenRevocation } from "./ports.js";
import type { Request } from "./request.js";
import { creationPatienceMs } from "./rules.js";

export function createActorToken(parts: Parts, request: Request, by: string): Promise<ActorToken> {
  const order = {
    subjectId: request.subjectId,
    actorSub: request.actorSub,
    requestId: request.id,
    linkMs: parts.rules.linkTtlMs,
    sessionMs: request.sessionMs,
  };
  const giveUpAt = parts.clock.now() + creationPatienceMs;
  return onRecord(parts, request, by, "actor_token.create", {}, async () => {
    const token = await parts.identities.createActorToken(order, giveUpAt);
    return { result: token, outcome: "done", detail: { actor_token: token.id } };
  });
}

export function revokeActorToken(
  parts: Parts,
  request: Request,
  tokenId: string,
  by: string,
): Promise<TokenRevocation> {
  return onRecord(parts, request, by, "actor_token.revoke", { actor_token: tokenId }, async () => {
    const result = await parts.identities.revokeActorToken(tokenId);
    return { result, outcome: result === "revoked" ? "done" : result, detail: { actor_token: tokenId } };
  });
}

export function revokeSession(parts: Parts, request: Request, sessionId: string, by: string): Promise<void> {
  return onRecord(parts, request, by, "session.revoke", { session: sessionId }, async () => {
    await parts.identities.revokeSession(sessionId);
    return { result: undefined, outcome: "done", detail: { session: sessionId } };
  });
}

type Detail = Readonly<Record<string, string>>;

async function onRecord<T>(
  parts: Parts,
  request: Request,
  by: string,
  action: string,
  detail: Detail,
  call: () => Promise<{ result: T; outcome: string; detail: Detail }>,
): Promise<T> {
  const entry = { requestId: request.id, by, action };
  await record(parts, { ...entry, outcome: "attempt", detail });
  try {
    const answer = await call();
    await record(parts, { ...entry, outcome: answer.outcome, detail: answer.detail });
    return answer.result;
  } catch (error) {
    const outcome = error instanceof ImpersonationError ? error.problem.code : "error";
    await record(parts, { ...entry, outcome, detail });
    throw error;
  }
}
