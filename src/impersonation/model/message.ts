// The messages of a request: their kinds, and what is stored of each.
import { z } from "zod";

/**
 * One card in the approval channel, and a reminder in its thread. Everything else is a direct message to the actor: a new
 * one for each event that they wait for, because Slack notifies nobody of an edit, and it replaces the one before.
 */
export const messageKinds = [
  "card",
  "reminder",
  "asked",
  "link",
  "denied",
  "lapsed",
  "failed",
  "ending_soon",
  "not_confirmed",
  "ended",
  "cancelled",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** The kinds that stand in the approval channel. */
export const channelKinds = ["card", "reminder"] as const satisfies MessageKind[];

export function isDirect(kind: MessageKind): boolean {
  const inChannel: readonly MessageKind[] = channelKinds;
  return !inChannel.includes(kind);
}

/** Milliseconds since the Unix epoch, UTC. */
const time = z.number();

export const messageSchema = z.object({
  id: z.number(),
  requestId: z.string(),
  kind: z.enum(messageKinds),
  /** The attempt that a link message belongs to. Null where that is unknown, and for every other kind. */
  attempt: z.number().nullable(),
  /** Where the message is in Slack: null, like `ts`, until Slack has accepted it. */
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  /** The revision of the request that it shows; 0 for none yet. */
  shownRevision: z.number(),
  /** Digest of the content that it is known to show; null where that is unknown. */
  shownDigest: z.string().nullable(),
  /** An edit with unknown outcome may still take effect until this time, so the message is edited again after it. */
  unsureUntil: time.nullable(),
  /** A post of it began at this time, with unknown outcome: it may be in Slack at a place that is not on record. */
  postingSince: time.nullable(),
  /** Since then a newer direct message of its request stands: this one is deleted, and its place stays known. */
  supersededAt: time.nullable(),
  /** When the scheduler next syncs it; null when it need not. */
  dueAt: time.nullable(),
  tries: z.number(),
});
export type Message = Readonly<z.output<typeof messageSchema>>;

export interface Place {
  readonly channel: string;
  readonly ts: string;
}
