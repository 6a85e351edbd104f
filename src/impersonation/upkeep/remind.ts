// A request that has waited for half its time: its approvers are reminded once.

import type { Context } from "../context.js";
import type { Request } from "../model/request.js";
import { pendingDueAt, reminderAt } from "../model/schedule.js";

export async function remind({ store, clock }: Context, pending: Request): Promise<void> {
  const now = clock.now();
  const isDue = now >= reminderAt(pending);
  const reminded = isDue ? { ...pending, remindedAt: now } : pending;
  const patch = { remindedAt: reminded.remindedAt, dueAt: pendingDueAt(reminded) };
  await store.amend(pending, patch, false, isDue ? { announce: ["reminder"] } : undefined);
}
