// Validates the body of POST /actor_tokens as strictly as Clerk's API description.
import type { Actor } from "../state.js";
import { paramInvalid, paramMissing, paramUnknown, unprocessable } from "./parameters.js";
import { bodyInvalid, type ClerkError } from "./refusal.js";

export interface ActorTokenOrder {
  readonly userId: string;
  readonly actor: Actor;
  readonly expiresInSeconds: number;
  readonly sessionMaxSeconds: number;
}

// Some generated clients send a literal `additionalProperties`, so it is accepted.
const known = ["user_id", "actor", "expires_in_seconds", "session_max_duration_in_seconds", "additionalProperties"];

/** Throws a Refusal: 400 for a body that is not an object, 422 naming each invalid parameter. */
export function readActorTokenBody(body: unknown): ActorTokenOrder {
  if (!isObject(body)) throw bodyInvalid();
  const errors: ClerkError[] = Object.keys(body)
    .filter((key) => !known.includes(key))
    .map(paramUnknown);
  const order = {
    userId: text(body.user_id, "user_id", errors),
    actor: actorOf(body.actor, errors),
    expiresInSeconds: seconds(body.expires_in_seconds, "expires_in_seconds", 3600, errors),
    sessionMaxSeconds: seconds(body.session_max_duration_in_seconds, "session_max_duration_in_seconds", 1800, errors),
  };
  if (errors.length > 0) throw unprocessable(...errors);
  return order;
}

function actorOf(actor: unknown, errors: ClerkError[]): Actor {
  if (isObject(actor)) return { ...actor, sub: text(actor.sub, "actor.sub", errors) };
  errors.push(
    actor === undefined || actor === null ? paramMissing("actor") : paramInvalid("actor", "actor must be an object."),
  );
  return { sub: "" };
}

function text(value: unknown, name: string, errors: ClerkError[]): string {
  if (typeof value === "string" && value !== "") return value;
  const absent = value === undefined || value === null || value === "";
  errors.push(absent ? paramMissing(name) : paramInvalid(name, `${name} must be a string.`));
  return "";
}

function seconds(value: unknown, name: string, fallback: number, errors: ClerkError[]): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  errors.push(paramInvalid(name, `${name} must be a positive integer.`));
  return fallback;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
