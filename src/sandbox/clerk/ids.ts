// Makes Clerk-shaped ids and the secrets that look like its tickets.
import { randomBytes } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `act_2xY…`: the prefix, an underscore and 27 letters or digits. */
export function newId(prefix: string): string {
  return `${prefix}_2${Array.from(randomBytes(26), (byte) => alphabet[byte % alphabet.length]).join("")}`;
}

/** Three parts, as the JWT that Clerk's ticket is; nobody but Clerk reads them. */
export function newTicket(): string {
  return ["eyJhbGciOiJSUzI1NiJ9", ...[48, 32].map((bytes) => randomBytes(bytes).toString("base64url"))].join(".");
}

export function newTraceId(): string {
  return randomBytes(16).toString("hex");
}
