// The calls between bot, Slack and Clerk: name, outcome and duration, never their contents.
import type { ClerkEvent, ClerkInstance } from "../clerk/instance.js";
import type { ShownCall } from "../contract/backstage.js";
import type { SlackEvent } from "../slack/state/events.js";
import type { SlackWorkspace } from "../slack/workspace.js";
import { isExpected } from "./views/expected-refusal.js";

const maxKept = 300;

interface Ending {
  outcome: string;
  failed: boolean;
  refused?: boolean;
  code?: string | undefined;
  durationMs: number | undefined;
  /** The injected fault, if there was one. */
  fault?: string | undefined;
}

export class Traffic {
  readonly #calls: ShownCall[] = [];
  readonly #underWay = new Map<unknown, ShownCall>();
  readonly #slack: SlackWorkspace;
  readonly #now: () => number;
  #count = 0;

  constructor(slack: SlackWorkspace, clerk: ClerkInstance, now: () => number) {
    this.#slack = slack;
    this.#now = now;
    slack.on((event) => this.#hearSlack(event));
    clerk.on((event) => this.#hearClerk(event));
  }

  /** Newest first. */
  get newest(): ShownCall[] {
    return [...this.#calls].reverse();
  }

  #hearSlack(event: SlackEvent): void {
    if (event.kind === "call_received") {
      const { method, args } = event.call;
      this.#begin(event.call, { from: "bot", to: "slack", what: `${method}${this.#whereTo(args.channel)}` });
    } else if (event.kind === "call_answered") {
      const { status, response, lost, durationMs, fault } = event.call;
      const error = status === 200 ? errorIn(response) : String(status ?? "no answer");
      const outcome = lost?.replaceAll("_", " ") ?? error ?? "ok";
      const refused = isExpected("slack", outcome, fault);
      this.#end(event.call, { outcome, failed: outcome !== "ok" && !refused, refused, durationMs, fault });
    } else if (event.kind === "payload_sent") {
      this.#begin(event.delivery, { from: "slack", to: "bot", what: event.type });
    } else if (event.kind === "payload_answered") {
      const { delivery, outcome, ackMs } = event;
      this.#end(delivery, {
        outcome: outcome.replaceAll("_", " "),
        failed: outcome !== "acknowledged",
        durationMs: ackMs,
      });
    }
  }

  #hearClerk(event: ClerkEvent): void {
    if (event.kind === "call_received") {
      const { method, path } = event.call;
      this.#begin(event.call, { from: "bot", to: "clerk", what: `${method} ${path}` });
    }
    if (event.kind === "call_answered") {
      const { status, code, lost, durationMs, fault } = event.call;
      const refused = lost === undefined && isExpected("clerk", code, fault);
      const failed = !refused && (lost !== undefined || status === undefined || status >= 400);
      const outcome = lost?.replaceAll("_", " ") ?? String(status ?? "no answer");
      this.#end(event.call, { outcome, failed, refused, code, durationMs });
    }
  }

  #begin(key: unknown, call: Pick<ShownCall, "from" | "to" | "what">): void {
    this.#count += 1;
    const shown: ShownCall = { ...call, id: this.#count, at: this.#now(), failed: false, refused: false };
    this.#underWay.set(key, shown);
    this.#calls.push(shown);
    if (this.#calls.length > maxKept) this.#calls.shift();
  }

  #end(key: unknown, { outcome, failed, refused = false, code, durationMs, fault }: Ending): void {
    const shown = this.#underWay.get(key);
    if (shown === undefined) return;
    this.#underWay.delete(key);
    const why = fault === undefined || fault === outcome ? "" : ` (${fault.replaceAll("_", " ")})`;
    shown.outcome = `${outcome}${why}`;
    shown.failed = failed;
    shown.refused = refused;
    if (code !== undefined) shown.code = code;
    if (durationMs !== undefined) shown.durationMs = durationMs;
  }

  /** " → #general" or " → @alice"; empty for a call without a conversation. */
  #whereTo(channel: unknown): string {
    if (typeof channel !== "string") return "";
    const { directory } = this.#slack.state;
    const found = directory.channels.get(channel);
    if (found !== undefined && found.kind !== "im") return ` → #${found.name}`;
    const member = found?.members.find((each) => each !== directory.bot.userId) ?? channel;
    const name = directory.people.get(member)?.name;
    return name === undefined ? "" : ` → @${name}`;
  }
}

function errorIn(response: unknown): string | undefined {
  if (typeof response !== "object" || response === null) return "nonsense";
  if ("ok" in response && response.ok === true) return undefined;
  return "error" in response && typeof response.error === "string" ? response.error : "nonsense";
}
