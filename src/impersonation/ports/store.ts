// The whole store, on one database.
import type { MessageStore } from "./message-store.js";
import type { PendingReplyStore } from "./pending-reply-store.js";
import type { RequestStore } from "./request-store.js";

export interface DueStore {
  /** When anything in the store next falls due; null when nothing does. */
  nextDueAt(): Promise<number | null>;
  /**
   * Call it when the clock may have been set back since something was rescheduled: retries move to the new time. Times
   * that people were shown (until when a request waits for a decision, or can be retried) stay.
   */
  clockSetBack(now: number): Promise<void>;
}

export type Store = RequestStore & MessageStore & PendingReplyStore & DueStore & { close(): Promise<void> };
