// A request that nobody decided on in time.
import { understudy } from "./audit.js";
import type { Parts } from "./parts.js";
import type { Request } from "./request.js";

export async function lapse({ store, clock }: Parts, pending: Request): Promise<void> {
  const now = clock.now();
  await store.move(pending, "lapse", {
    by: understudy,
    at: now,
    patch: { closedAt: now, dueAt: null },
    announce: ["lapsed"],
  });
}
