// What the handlers need of a store: who still waits for an answer, so that a crash leaves nobody without one, and which
// payloads came before, so that none has its effect twice.
import type { PendingReply } from "../model/pending-reply.js";

export interface PendingReplyStore {
  /**
   * Waits for no other program. `known`: this payload came before, to this process or an earlier one. `locked`: it did not, but
   * another program keeps the database locked.
   */
  addPendingReply(pendingReply: PendingReply): Promise<"added" | "known" | "locked">;
  /** Waits for the lock to go. What is written after this call is written later than this. */
  addOnceUnlocked(pendingReply: PendingReply): Promise<void>;
  /** The person has their answer. The key stays known for fifteen minutes, longer than Slack's signature is taken. */
  replied(pendingReply: PendingReply, at: number): Promise<void>;
  /** Those that this process has taken over since the last call, the oldest first. From now on it works on them. */
  takenOver(): Promise<readonly PendingReply[]>;
}
