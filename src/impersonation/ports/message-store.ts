// What the outbox needs of a store: one worker at a time edits each message, and what Slack may still do is remembered.
import type { Message, MessageKind, Place } from "../model/message.js";

/** A message that one worker holds, until it lets go of it or `until` has passed. */
export interface Claimed {
  readonly claim: string;
  /** As it is once claimed. */
  readonly message: Message;
}

export interface WhyLeft {
  readonly postingSince?: number | null;
  /** Slack's code, where it refused what was tried. */
  readonly refused?: string;
}

export interface Shown {
  readonly revision: number;
  readonly digest: string;
  readonly now: number;
  /** A post that began at `since` was never answered, and may still turn up until `until`. */
  readonly missingPost?: { readonly since: number; readonly until: number } | undefined;
}

export interface MessageStore {
  messagesOf(requestId: string): Promise<readonly Message[]>;
  /** Messages that are due for another try, the longest due first, without those of the requests in `except`. */
  messagesDue(now: number, limit: number, except?: readonly string[]): Promise<readonly Message[]>;
  /**
   * Claims a message for one edit, or for its post, until `until`; undefined where another worker holds it, or where its
   * request no longer has `revision`. Where a claim ran out, an edit may have landed that nobody recorded: what the message
   * shows is no longer known.
   */
  claim(messageId: number, now: number, until: number, revision?: number): Promise<Claimed | undefined>;
  /**
   * Records what the message shows, if the claim is still held, and releases it. Due again at once where the request has
   * moved on, at `unsureUntil` where an earlier edit may still land, and where an earlier post of it is missing, when that
   * cannot turn up any more. A message that was adopted at its place before the post was answered becomes this one.
   */
  shown(messageId: number, claim: string, shown: Place & Shown): Promise<void>;
  /** Releases the claim without a result: the message is tried again at `dueAt`. */
  postpone(
    messageId: number,
    claim: string,
    until: { dueAt: number; unsureUntil: number | null; postingSince?: number | null },
  ): Promise<void>;
  /** Releases all claims, as their holders are gone. What they sent may still land until `unsureUntil`. */
  releaseClaims(now: number, unsureUntil: number): Promise<void>;
  /** Releases the claim: nothing can or need be done for the request at `revision`, only after it. */
  leave(messageId: number, claim: string, revision: number, why?: WhyLeft): Promise<void>;
  /** Makes messages due again that Slack refused, once, with another code than those of `permanent`. */
  retryRefused(now: number, permanent: readonly string[]): Promise<void>;
  /** An earlier post of the message was found there: if the claim is still held, it is edited from now on. */
  found(messageId: number, claim: string, place: Place): Promise<void>;
  /** The message was never posted, and never will be. */
  drop(messageId: number, claim: string): Promise<void>;
  /** None of the bot's messages is at that place any more. */
  forget(place: Place): Promise<void>;
  /** The message is gone from its place: if the claim is still held, the next try posts it instead of editing. */
  markMissing(messageId: number, claim: string, now: number): Promise<void>;
  /** Stores a message of the bot's that the store did not know, as stale. A known one is left alone. */
  adopt(requestId: string, kind: MessageKind, place: Place, now: number): Promise<void>;
  /** What the request's messages of these kinds show is not known any more: they are stale. */
  invalidate(requestId: string, kinds: readonly MessageKind[], now: number): Promise<void>;
}
