// A database in which thousands have asked, and all of it is over.
import { PostgresHistory } from "../../bench/history/postgres.js";
import { openStore } from "../../src/db/store.js";
import { connect } from "../database/plain.js";
import { asked, hour, moved, people, t0 } from "../db/scratch.js";

const tables = ["requests", "messages", "sessions", "audit"];

/**
 * Fills a new database. Alice asked for most, and not lately. `statistics`: false where PostgreSQL has not looked at what
 * is in it.
 */
export async function fill(
  url: string,
  { statistics, past = 20_000 }: { statistics: boolean; past?: number },
): Promise<void> {
  const store = await openStore(url);
  const plain = connect(url);
  const closed = { patch: { dueAt: null, decidedBy: people.carol, decidedAt: t0, closedAt: t0 } };
  for (let original = 0; original < 4; original += 1) {
    const wish = { id: `req_past_${original}`, subjectId: `user_${original}`, askedAt: t0 - 24 * hour };
    const request = await asked(store, wish, ["card", "asked"]);
    const issued = await moved(store, await moved(store, request, "approve"), "issue", { announce: ["link"] });
    await store.claimSessions(request.id, [`sess_of_${request.id}`]);
    await moved(store, await moved(store, issued, "revoke"), "confirm", { ...closed, announce: ["ended"] });
  }
  await store.close();
  // As after all was edited, and nothing is due.
  plain.exec(`update messages set due_at = null, shown_revision = 9, channel = 'C0' || kind,
    ts = (1767000000 + id)::text || '.000100'`);
  for (const table of tables) plain.exec(`alter table ${table} set (autovacuum_enabled = false)`);
  const history = new PostgresHistory(url);
  await history.multiply(past);
  plain.exec(`update requests set actor_slack_id = '${people.dave}' where number > ${past * 0.75}`);
  if (statistics) await history.settle();
}
