// The payloads that Slack sent and how fast they were acknowledged, and the same payloads once more for another app.
import { setTimeout as pause } from "node:timers/promises";
import type { SlackWorkspace } from "../../src/sandbox/slack/workspace.js";
import { requestForm } from "../../src/slack/messages/forms/request-form.js";

/** What is acknowledged before it is worked on. */
export const payloadKinds = ["command", "click", "form"] as const;
/** Its acknowledgement waits for the look-ups, as it has the problems that they find. */
export const requestFormKind = "request form";
export type PayloadKind = (typeof payloadKinds)[number] | typeof requestFormKind;

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
  const ackMs: Record<PayloadKind, number[]> = { command: [], click: [], form: [], [requestFormKind]: [] };
  const kinds = new Map<number, PayloadKind>();
  const unanswered: string[] = [];
  const stopListening = slack.on((event) => {
    if (event.kind === "payload_sent" && isRecord(event.payload)) {
      const kind = kindOf(event.type, event.payload);
      kinds.set(event.delivery, kind);
      sent.push({ atMs: performance.now() - startedAt, kind, payload: event.payload });
    } else if (event.kind === "payload_answered") {
      const kind = kinds.get(event.delivery);
      if (kind === undefined) return;
      if (event.outcome === "acknowledged") ackMs[kind].push(event.ackMs);
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

function kindOf(type: string, { view }: Record<string, unknown>): PayloadKind {
  if (type === "view_submission") return isRecord(view) && view.callback_id === requestForm ? requestFormKind : "form";
  return type.startsWith("/") ? "command" : "click";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
