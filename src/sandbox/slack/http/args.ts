// The arguments of a call or message by the bot, read one by one; unknown ones are ignored.
import { z } from "zod";
import { refuseWith } from "./refusal.js";

const record = z.record(z.string(), z.unknown());
/** Arguments that are JSON inside a form. */
const nested = new Set(["blocks", "view", "metadata", "attachments"]);

export class Args {
  readonly all: Readonly<Record<string, unknown>>;

  constructor(all: Readonly<Record<string, unknown>>) {
    this.all = all;
  }

  /** From a request body; undefined if it is neither a form nor a JSON object. */
  static fromBody(contentType: string, body: string): Args | undefined {
    if (contentType.startsWith("application/json")) {
      const parsed = record.safeParse(jsonOrText(body));
      return parsed.success ? new Args(parsed.data) : undefined;
    }
    if (body !== "" && !contentType.startsWith("application/x-www-form-urlencoded")) return undefined;
    const all: Record<string, unknown> = {};
    for (const [name, value] of new URLSearchParams(body)) all[name] = nested.has(name) ? jsonOrText(value) : value;
    return new Args(all);
  }

  /** Undefined if absent or empty. */
  text(name: string): string | undefined {
    const value = this.all[name];
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  required(name: string): string {
    return this.text(name) ?? refuseWith("invalid_arguments", [`[ERROR] missing required field: ${name}`]);
  }

  flag(name: string): boolean | undefined {
    const value = String(this.all[name]);
    if (value === "true" || value === "1") return true;
    return value === "false" || value === "0" ? false : undefined;
  }

  any(name: string): unknown {
    return this.all[name];
  }

  has(name: string): boolean {
    return this.all[name] !== undefined;
  }
}

export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
