// The whole store, behind which one database stands.
import type { MessageStore } from "./message-store.js";
import type { PendingReplyStore } from "./pending-reply-store.js";
import type { RequestStore } from "./request-store.js";

export interface DueStore {
  /** When anything in the store next falls due; null when nothing ever does. */
  nextDueAt(): Promise<number | null>;
  /**
   * The clock may have been set back since something was put off: each further try is due by this reading of it. What
   * people were told as a moment (until when a request waits for a decision, or can be retried) stays.
   */
  clockSetBack(now: number): Promise<void>;
}

export type Store = RequestStore & MessageStore & PendingReplyStore & DueStore & { close(): Promise<void> };
