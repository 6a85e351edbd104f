// What the handlers need of a store: who still waits for an answer, so that a crash leaves nobody without one.
import type { PendingReply } from "../model/pending-reply.js";

export interface PendingReplyStore {
  /** Does nothing where the key is stored already. */
  addPendingReply(pendingReply: PendingReply): Promise<void>;
  /** The person has their answer. */
  removePendingReply(key: string): Promise<void>;
  /** What an earlier process left, oldest first. Call it before the first payload comes in. */
  pendingReplies(): Promise<readonly PendingReply[]>;
}
