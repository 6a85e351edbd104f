// A request that nobody decided on in time.

import type { Context } from "../context.js";
import { understudy } from "../model/audit.js";
import type { Request } from "../model/request.js";

export async function lapse({ store, clock }: Context, pending: Request): Promise<void> {
  const now = clock.now();
  await store.move(pending, "lapse", {
    by: understudy,
    at: now,
    patch: { closedAt: now, dueAt: null },
    announce: ["lapsed"],
  });
}
