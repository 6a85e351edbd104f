// The payloads that Slack sent and how fast they were acknowledged, and the same payloads once more for another app.
import { setTimeout as pause } from "node:timers/promises";
import type { SlackWorkspace } from "../../src/sandbox/slack/workspace.js";

export const payloadKinds = ["command", "click", "form"] as const;
type PayloadKind = (typeof payloadKinds)[number];

interface Sent {
  /** Since the recording began. */
  readonly atMs: number;
  readonly kind: PayloadKind;
  readonly payload: Record<string, unknown>;
}

/** What happened on one workspace during one piece of work. */
export interface Traffic {
  readonly sent: readonly Sent[];
  /** Milliseconds from the sending of a payload to its acknowledgement. */
  readonly ackMs: Readonly<Record<PayloadKind, readonly number[]>>;
}

/** Throws where a payload was not acknowledged in time. */
export async function recordTraffic(slack: SlackWorkspace, work: () => Promise<void>): Promise<Traffic> {
  const startedAt = performance.now();
  const sent: Sent[] = [];
  const ackMs: Record<PayloadKind, number[]> = { command: [], click: [], form: [] };
  const unanswered: string[] = [];
  const stopListening = slack.on((event) => {
    if (event.kind === "payload_sent" && isRecord(event.payload)) {
      sent.push({ atMs: performance.now() - startedAt, kind: kindOf(event.type), payload: event.payload });
    } else if (event.kind === "payload_answered") {
      if (event.outcome === "acknowledged") ackMs[kindOf(event.type)].push(event.ackMs);
      else unanswered.push(`${event.type} ${event.outcome}`);
    }
  });
  try {
    await work();
  } finally {
    stopListening();
  }
  if (unanswered.length > 0) throw new Error(`not acknowledged: ${unanswered.join(", ")}`);
  return { sent, ackMs };
}

/** Sends the same payloads at the same pace. */
export async function replay(slack: SlackWorkspace, { sent }: Pick<Traffic, "sent">): Promise<void> {
  const startedAt = performance.now();
  const deliveries: Promise<unknown>[] = [];
  for (const { atMs, kind, payload } of sent) {
    const waitMs = startedAt + atMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    deliveries.push(slack.sendRaw(kind === "command" ? "slash_commands" : "interactive", payload));
  }
  await Promise.all(deliveries);
}

function kindOf(type: string): PayloadKind {
  if (type === "view_submission") return "form";
  return type.startsWith("/") ? "command" : "click";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
