// The messages of a request: which there are, and what the store remembers of each.
import { z } from "zod";

/**
 * One card in the approval channel; everything else is a direct message to the actor, a new one for each event that they
 * wait for, because Slack notifies nobody of an edit.
 */
export const messageKinds = ["card", "asked", "link", "denied", "lapsed", "failed", "ended", "cancelled"] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Milliseconds since the Unix epoch, UTC. */
const time = z.number();

export const messageSchema = z.object({
  id: z.number(),
  requestId: z.string(),
  kind: z.enum(messageKinds),
  /** Of the message with a link: the approval it was made for. Null where that is not known, and for all others. */
  attempt: z.number().nullable(),
  /** Where the message is in Slack: null, like `ts`, until Slack has taken it. */
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  /** The revision of the request that it shows; 0 for none yet. */
  shownRevision: z.number(),
  /** Of the content that it certainly shows; null where that is not known. */
  shownDigest: z.string().nullable(),
  /** An edit whose outcome is unknown may still land until this time, so the message is edited once more after it. */
  unsureUntil: time.nullable(),
  /** A post of it began at this time, and its outcome is unknown: it may be in Slack at a place that nobody recorded. */
  postingSince: time.nullable(),
  /** When the scheduler next looks at it; null when it need not. */
  dueAt: time.nullable(),
  tries: z.number(),
});
export type Message = Readonly<z.output<typeof messageSchema>>;

export interface Place {
  readonly channel: string;
  readonly ts: string;
}
