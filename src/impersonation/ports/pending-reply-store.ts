// What the handlers need of a store: the people who wait for an answer, so that a process that dies leaves nobody without one.
import type { PendingReply } from "../model/pending-reply.js";

export interface PendingReplyStore {
  /** A key that is there already is left alone. */
  addPendingReply(pendingReply: PendingReply): Promise<void>;
  /** The person has their answer. */
  removePendingReply(key: string): Promise<void>;
  /** The oldest first: what an earlier process left. Call it before the first payload comes in. */
  pendingReplies(): Promise<readonly PendingReply[]>;
}
