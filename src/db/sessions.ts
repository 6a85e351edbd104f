// Which request holds which session, and which of them are over.
import type { SessionStore } from "../impersonation/ports/session-store.js";
import type { Engine } from "./engine/engine.js";

export function createSessionStore({ durable: database }: Engine): SessionStore {
  return {
    async heldSessions(requestId, sessionIds) {
      const query = database.selectFrom("sessions").selectAll();
      // For an empty list SQLite would read the whole table.
      if (sessionIds.length === 0) return query.where("requestId", "=", requestId).execute();
      return query
        .where((where) => where.or([where("requestId", "=", requestId), where("sessionId", "in", [...sessionIds])]))
        .execute();
    },
    async claimSessions(requestId, sessionIds) {
      await database
        .insertInto("sessions")
        .values(sessionIds.map((sessionId) => ({ sessionId, requestId, endedAt: null })))
        .onConflict((held) => held.doNothing())
        .execute();
      const query = database
        .selectFrom("sessions")
        .select("sessionId")
        .where("requestId", "=", requestId)
        .where("sessionId", "in", [...sessionIds]);
      return (await query.execute()).map(({ sessionId }) => sessionId);
    },
    async sessionsEnded(sessionIds, at) {
      await database
        .updateTable("sessions")
        .set({ endedAt: at })
        .where("sessionId", "in", [...sessionIds])
        .where("endedAt", "is", null)
        .execute();
    },
  };
}
