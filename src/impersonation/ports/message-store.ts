// What the outbox needs of a store: one worker edits a message at a time, and calls with unknown outcome are on record.
import type { Message, MessageKind, Place } from "../model/message.js";

/** A message that one worker holds, until it releases it or `until` has passed. */
interface Claimed {
  readonly claim: string;
  /** As it is after the claim. */
  readonly message: Message;
}

interface ReleaseDetail {
  readonly postingSince?: number | null;
  /** Slack's error code, where it refused the call. */
  readonly refused?: string;
}

export interface Shown {
  readonly kind: MessageKind;
  readonly revision: number;
  readonly digest: string;
  readonly now: number;
  /** A post that began at `since` was never answered, and may still appear until `until`. */
  readonly missingPost?: { readonly since: number; readonly until: number } | undefined;
}

export interface MessageStore {
  messagesOf(requestId: string): Promise<readonly Message[]>;
  /** Messages that are due for another try, the longest due first, except those of the requests in `except`. */
  messagesDue(now: number, limit: number, except?: readonly string[]): Promise<readonly Message[]>;
  /**
   * Claims a message for one edit, or for its post, until `until`; undefined where another worker holds it, or where its
   * request no longer has `revision`. After an expired claim it is unknown what the message shows: an edit may have taken
   * effect that is not on record.
   */
  claim(messageId: number, now: number, until: number, revision?: number): Promise<Claimed | undefined>;
  /** The worker can't say what became of the claimed message, as the store fails: once it works again, the message is due. */
  leave(messageId: number, claim: string): void;
  /**
   * Records what the message shows, if the claim is still held, and releases it. Due again at once where the request has
   * moved on; otherwise when an earlier edit or a missing post can no longer take effect. Replaces a message that was
   * adopted at the same place before the post was answered. A direct message that stands supersedes those from before it.
   */
  shown(messageId: number, claim: string, shown: Place & Shown): Promise<void>;
  /** A superseded message was deleted, or shows no more than a line. Its place stays known: a click on it changes nothing. */
  retired(
    messageId: number,
    claim: string,
    left: { now: number; checkAgainAt: number | null; postingSince: number | null },
  ): Promise<void>;
  /** Releases the claim without a result: the message is retried at `dueAt`. */
  postpone(
    messageId: number,
    claim: string,
    until: { dueAt: number; unsureUntil: number | null; postingSince?: number | null },
  ): Promise<void>;
  /** Releases the claim: nothing can or need be done until the request is past `revision`. */
  release(messageId: number, claim: string, revision: number, detail?: ReleaseDetail): Promise<void>;
  /** Makes messages that Slack refused due again, except those refused with a code in `permanent`. */
  retryRefused(now: number, permanent: readonly string[]): Promise<void>;
  /**
   * An earlier post of the message was found at `place`: if the claim is still held, it is edited from now on. Resolves with
   * whether it is superseded.
   */
  found(messageId: number, claim: string, place: Place, now: number): Promise<boolean>;
  /** The message was never posted, and never will be. */
  drop(messageId: number, claim: string): Promise<void>;
  /** None of the bot's messages is at that place any more. */
  forget(place: Place): Promise<void>;
  /** The message is gone from its place: if the claim is still held, the next try posts it instead of editing. */
  markMissing(messageId: number, claim: string, now: number): Promise<void>;
  /** Cards in Slack of requests that can still be decided, retried or revoked, except those that are due anyway. */
  neededCards(): Promise<readonly (Place & Pick<Message, "requestId">)[]>;
  /**
   * Stores a message of the bot's that the store did not know, as stale; as superseded where it is an older copy than the
   * direct message that stands. A known one is left alone.
   */
  adopt(requestId: string, kind: MessageKind, place: Place, now: number): Promise<void>;
  /** It is no longer known what the request's messages of these kinds show: they are stale. */
  invalidate(requestId: string, kinds: readonly MessageKind[], now: number): Promise<void>;
}
