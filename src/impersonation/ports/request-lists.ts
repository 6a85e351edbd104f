// What people who look at several requests need of a store: each list is read by index and ends after `limit`.
import type { Place } from "../model/message.js";
import type { Request } from "../model/request.js";

/** The requests of one person, by their Slack user id, or those of everybody else. */
export type Whose = { readonly of: string } | { readonly notOf: string };

/** Those that wait for a decision, those that give access or may, or both. */
export type Which = "waiting" | "live" | "open";

export interface RequestList {
  readonly requests: readonly Request[];
  /** How many there are beyond those. */
  readonly more: number;
}

export interface RequestLists {
  /** The request that people call by this number. */
  byNumber(number: number): Promise<Request | undefined>;
  /** Those that wait begin with the oldest, others with the newest. */
  listOpen(which: Which, whose: Whose, limit: number): Promise<RequestList>;
  /** Whatever became of them, the newest first. Of those of everybody else, only recent ones are looked through. */
  listLatest(whose: Whose, limit: number): Promise<readonly Request[]>;
  /** All whose access somebody can end, or whose end Clerk has not confirmed, the newest first. */
  listLive(of?: string): Promise<readonly Request[]>;
  /** Where the cards of those requests stand in Slack, by request id. */
  cardsOf(requestIds: readonly string[]): Promise<ReadonlyMap<string, Place>>;
}
