// What the rules' messages need of a store: one worker at a time edits each, and what Slack may still do is not forgotten.
import type { Message, MessageKind, Place } from "../model/message.js";

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
   * Claims a message for one edit, or for its post, until `until`; undefined where another worker holds it. Where a claim
   * ran out, an edit may have landed that nobody recorded: what the message shows is no longer known.
   */
  claim(messageId: number, now: number, until: number): Promise<string | undefined>;
  /**
   * Records what the message shows, if the claim still stands, and lets go of it. Due again at once where the request has
   * moved on, at `unsureUntil` where an earlier edit may still land, and where an earlier post of it is missing, when that
   * cannot turn up any more. One that was adopted at that place before its post was answered becomes the same message.
   */
  shown(messageId: number, claim: string, shown: Place & Shown): Promise<void>;
  /** Lets go of the claim without a result: the message is tried again at `dueAt`. */
  postpone(
    messageId: number,
    claim: string,
    until: { dueAt: number; unsureUntil: number | null; postingSince?: number | null },
  ): Promise<void>;
  /** Ends all claims, for whoever held them is gone. What they sent may still land until `unsureUntil`. */
  releaseClaims(now: number, unsureUntil: number): Promise<void>;
  /** Lets go of the claim for good: nothing can or need be done for the request at `revision`, only after it. */
  leave(messageId: number, claim: string, revision: number, why?: WhyLeft): Promise<void>;
  /** Makes messages due that Slack refused, once, with another code than those of `forGood`. */
  retryRefused(now: number, forGood: readonly string[]): Promise<void>;
  /** An earlier post of the message was found there: if the claim still stands, it is edited from now on. */
  found(messageId: number, claim: string, place: Place): Promise<void>;
  /** The message was never posted, and never will be. */
  drop(messageId: number, claim: string): Promise<void>;
  /** Nothing of ours stands there any more. */
  forget(place: Place): Promise<void>;
  /** Nothing stands where the message stood: if the claim still stands, the next try posts it instead of editing. */
  lost(messageId: number, claim: string, now: number): Promise<void>;
  /** Remembers a message of ours that the store did not know, as stale. Known ones are left alone. */
  adopt(requestId: string, kind: MessageKind, place: Place, now: number): Promise<void>;
  /** What the request's messages of these messageKinds show is not known any more: they are stale. */
  invalidate(requestId: string, kinds: readonly MessageKind[], now: number): Promise<void>;
}
