// Response URLs: issued with a payload, valid for five posts within thirty minutes.
import { randomUUID } from "node:crypto";
import type { Clock } from "../../../impersonation/ports/clock.js";
import { refuse } from "../http/refusal.js";

const maxUses = 5;
const lifetimeMs = 30 * 60 * 1000;

export interface ResponseUrl {
  userId: string;
  channel: string;
  /** The message whose button was pressed; none for a slash command. */
  originalTs?: string;
}

export class ResponseUrls {
  readonly #issued = new Map<string, ResponseUrl & { atMs: number; uses: number }>();
  readonly #clock: Clock;
  readonly #teamId: string;

  constructor(clock: Clock, teamId: string) {
    this.#clock = clock;
    this.#teamId = teamId;
  }

  /** The path on the workspace's own origin. */
  issue(kind: "commands" | "actions", purpose: ResponseUrl): string {
    const path = `/${kind}/${this.#teamId}/${this.#issued.size + 1}/${randomUUID().replaceAll("-", "")}`;
    this.#issued.set(path, { ...purpose, atMs: this.#clock.now(), uses: 0 });
    return path;
  }

  /** Forgets all issued URLs. */
  forget(): void {
    this.#issued.clear();
  }

  /** Counts one use; throws a Refusal if used up or expired. The error codes are not verified against Slack. */
  spend(path: string): ResponseUrl {
    const url = this.#issued.get(path) ?? refuse("invalid_url");
    if (this.#clock.now() - url.atMs > lifetimeMs) refuse("expired_url");
    if (url.uses >= maxUses) refuse("used_url");
    url.uses += 1;
    return url;
  }
}
