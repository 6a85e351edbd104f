// Slack's rate limits: how many calls of a method it answers in a minute.

const minuteMs = 60_000;
const tier1 = 1;
const tier2 = 20;
const tier3 = 50;
const tier4 = 100;

/** As documented; Slack allows bursts beyond that, of which it tells no numbers. */
const callsPerMinute: Readonly<Record<string, number>> = {
  "apps.connections.open": tier3,
  // In one channel: one a second.
  "chat.postMessage": 60,
  "chat.postEphemeral": tier4,
  "chat.update": tier3,
  "chat.delete": tier3,
  "views.open": tier4,
  "views.push": tier4,
  "views.update": tier4,
  "views.publish": tier4,
  "users.info": tier4,
  "users.lookupByEmail": tier3,
  "users.conversations": tier3,
  "usergroups.list": tier2,
  "usergroups.users.list": tier2,
  "conversations.info": tier3,
  "conversations.members": tier4,
  "conversations.history": tier3,
  "conversations.replies": tier3,
  "conversations.open": tier3,
};

/** Not documented by a number: never the reason for a refusal here. */
const unlimited: ReadonlySet<string> = new Set(["auth.test", "bots.info", "chat.getPermalink", "response_url"]);

export class Tiers {
  readonly #calls = new Map<string, number[]>();

  /** Counts a call at `now`; or where the last minute had too many, counts nothing and returns the seconds to wait. */
  take(method: string, args: Readonly<Record<string, unknown>>, now: number): number | undefined {
    if (unlimited.has(method)) return undefined;
    const key = method === "chat.postMessage" ? `${method} ${String(args.channel)}` : method;
    // A method that is not listed is one whose tier nobody has looked up.
    const most = callsPerMinute[method] ?? tier1;
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - minuteMs);
    const [oldest] = recent;
    this.#calls.set(key, recent);
    if (oldest !== undefined && recent.length >= most) return Math.max(Math.ceil((oldest + minuteMs - now) / 1_000), 1);
    recent.push(now);
    return undefined;
  }
}
