// The messages of a request: which there are, and what the store remembers of each.

/**
 * One card in the approval channel; everything else is a direct message to the actor, a new one at each moment they
 * wait for, because Slack notifies nobody of an edit.
 */
export const moments = ["card", "asked", "link", "denied", "lapsed", "failed", "ended", "cancelled"] as const;
export type Moment = (typeof moments)[number];

/** Where a message stands. `channel` and `ts` are null until Slack took it. */
export interface Message {
  readonly id: number;
  readonly requestId: string;
  readonly moment: Moment;
  /** Of the message with a link: which approval it was made for. Null where that is not known, and for all others. */
  readonly attempt: number | null;
  readonly channel: string | null;
  readonly ts: string | null;
  /** The revision of the request that it shows; 0 for none yet. */
  readonly shownRevision: number;
  /** Of the content that it shows for certain; null where that is not known. */
  readonly shownDigest: string | null;
  /** An edit whose outcome is unknown may still land until then, so the last word has to be said after it. */
  readonly unsureUntil: number | null;
  /** A post of it began then, whose outcome is unknown: it may stand in Slack at a place that nobody recorded. */
  readonly postingSince: number | null;
  /** When it is looked at again; null for never, as far as is known now. */
  readonly dueAt: number | null;
  readonly tries: number;
}

export interface Place {
  readonly channel: string;
  readonly ts: string;
}
