// People who wait for an answer. A row stays for a while after the answer: it tells a payload that comes again.
import { type PendingReply, pendingReplySchema } from "../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../impersonation/ports/pending-reply-store.js";
import type { DeferredWrites } from "./deferred-writes.js";
import type { Database, Engine } from "./engine/engine.js";

/**
 * How long an answered payload is known. Slack's signature is taken for five minutes before and after its time, so a payload
 * can be sent again for ten minutes.
 */
const knownForMs = 15 * 60_000;
const pruneEveryMs = 60_000;

/**
 * `unsynced`, as each acknowledgement waits for the write. A row has to survive a crash but no power cut; whatever is decided
 * after it is synced to the disk together with it.
 */
export function createPendingReplyStore(
  { instance, unsynced, durable, isLocked }: Pick<Engine, "instance" | "unsynced" | "durable" | "isLocked">,
  deferred: DeferredWrites,
): PendingReplyStore {
  const claimed = (pendingReply: PendingReply) => ({ ...pendingReply, claimedBy: instance });
  /** Keys of those that this process works on, until it is stored that they were answered. */
  const inHand = new Set<string>();
  const add = async (pendingReply: PendingReply) => {
    try {
      return (await insert(unsynced, claimed(pendingReply))) ? "added" : "known";
    } catch (error) {
      if (!isLocked(error)) throw error;
      // What another program locks can be read.
      return (await isKnown(unsynced, pendingReply.key)) ? "known" : "locked";
    }
  };
  let prunedAt: number | undefined;
  return {
    async addPendingReply(pendingReply) {
      const { key } = pendingReply;
      const wasInHand = inHand.has(key);
      inHand.add(key);
      const added = await add(pendingReply);
      if (added === "known" && !wasInHand) inHand.delete(key);
      return added;
    },
    async addOnceUnlocked(pendingReply) {
      await insert(durable, claimed(pendingReply));
    },
    async replied(pendingReply, at) {
      const row = claimed(pendingReply);
      try {
        await answer(unsynced, row, at).catch((error: unknown) => {
          if (!isLocked(error)) throw error;
          return answer(durable, row, at);
        });
      } catch (error) {
        // Otherwise the process that takes over would tell the person that they were not answered.
        deferred.add(row.key, async () => {
          await answer(durable, row, at);
          inHand.delete(row.key);
        });
        throw error;
      }
      inHand.delete(row.key);
      prunedAt ??= at;
      // Also where the clock was set back.
      if (Math.abs(at - prunedAt) < pruneEveryMs) return;
      try {
        await unsynced
          .deleteFrom("pendingReplies")
          .where("answeredAt", "<", at - knownForMs)
          .execute();
        prunedAt = at;
      } catch (error) {
        // The answer is on record, and the next one prunes again.
        if (!isLocked(error)) throw error;
      }
    },
    async takenOver() {
      const rows = await durable
        .selectFrom("pendingReplies")
        .selectAll()
        .where("claimedBy", "=", instance)
        .where("answeredAt", "is", null)
        .execute();
      const taken = rows.filter(({ key }) => !inHand.has(key)).map((row) => pendingReplySchema.parse(row));
      for (const { key } of taken) inHand.add(key);
      return taken.toSorted((one, other) => one.at - other.at);
    },
  };
}

type Claimed = PendingReply & { readonly claimedBy: string };

/** Resolves with whether the key is new. */
async function insert(database: Database, pendingReply: Claimed): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto("pendingReplies")
    .values({ ...pendingReply, answeredAt: null })
    .onConflict((known) => known.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

async function isKnown(database: Database, key: string): Promise<boolean> {
  const query = database.selectFrom("pendingReplies").select("key").where("key", "=", key);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Also where the row could not be stored before. */
async function answer(database: Database, pendingReply: Claimed, answeredAt: number): Promise<void> {
  await database
    .insertInto("pendingReplies")
    .values({ ...pendingReply, answeredAt })
    .onConflict((known) => known.column("key").doUpdateSet({ answeredAt }))
    .execute();
}
