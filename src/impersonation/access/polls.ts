// When a link that may be in use is looked at next.
import { type Context, momentOf, requireRequest } from "../context.js";
import type { Request } from "../model/request.js";
import { nextPollAt, pollIntervalMs } from "../model/schedule.js";

export async function nextPoll(context: Context, request: Request): Promise<number> {
  const { rules, store, random } = context;
  const intervalMs = pollIntervalMs(rules, await store.liveLinks(), random());
  return nextPollAt(request, intervalMs, momentOf(context));
}

export async function pollAgain(context: Context, request: Request): Promise<void> {
  // Read again: a click on the link during the poll brings the next one forward.
  const current = await requireRequest(context, request.id);
  await context.store.amend(request, { dueAt: await nextPoll(context, current), tries: 0 }, false);
}
