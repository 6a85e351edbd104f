// Arrivals in the database: a row for as long as somebody waits for an answer.
import { z } from "zod";
import type { Arrival, ArrivalStore } from "../impersonation/arrival.js";
import type { Database } from "./engine.js";

const arrivalRow = z
  .object({
    key: z.string(),
    user_id: z.string(),
    kind: z.enum(["ask", "click"]),
    view_id: z.string().nullable(),
    at: z.number(),
  })
  .transform(({ key, user_id, kind, view_id, at }): Arrival => ({ key, userId: user_id, kind, viewId: view_id, at }));

export function createArrivalStore(database: Database): ArrivalStore {
  return {
    async addArrival({ key, userId, kind, viewId, at }) {
      await database
        .insertInto("arrivals")
        .values({ key, user_id: userId, kind, view_id: viewId, at })
        .onConflict((known) => known.doNothing())
        .execute();
    },
    async removeArrival(key) {
      await database.deleteFrom("arrivals").where("key", "=", key).execute();
    },
    async arrivals() {
      const rows = await database.selectFrom("arrivals").selectAll().orderBy("at").execute();
      return rows.map((row) => arrivalRow.parse(row));
    },
  };
}
