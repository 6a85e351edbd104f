// Generates ids and tickets in Clerk's format.
import { randomBytes } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `act_2xY…`: the prefix, an underscore and 27 letters or digits. */
export function newId(prefix: string): string {
  return `${prefix}_2${Array.from(randomBytes(26), (byte) => alphabet[byte % alphabet.length]).join("")}`;
}

/** Three parts, like the JWT of Clerk's ticket; opaque to everyone but Clerk. */
export function newTicket(): string {
  return ["eyJhbGciOiJSUzI1NiJ9", ...[48, 32].map((bytes) => randomBytes(bytes).toString("base64url"))].join(".");
}

export function newTraceId(): string {
  return randomBytes(16).toString("hex");
}
