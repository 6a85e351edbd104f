// A revoke while the database can't be written to: access is ended at Clerk first, and put on record when that works again.
import { Ending } from "../access/ending.js";
import { type Context, requireRequest } from "../context.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import { backoffMs } from "../model/settings.js";
import { waitUntil } from "../ports/clock.js";
import { show } from "../show.js";
import { beginRevoking, finishRevoking, type Press, type Tried, tryToEnd } from "./finish-revoking.js";

/**
 * Resolves after the first try with whether Clerk has confirmed that access is gone. What is left goes on by itself, once for
 * each request in `running`.
 */
export async function endWithoutRecord(
  context: Context,
  running: Set<string>,
  request: Request,
  press: Press,
): Promise<boolean> {
  const { id } = request;
  const unrecorded = { ...context, store: withoutWrites(context.store) };
  const pressed = new Ending(unrecorded, request, press.by, "press");
  const later = new Ending(unrecorded, request, press.by);
  const firstTry = tryToEnd(request, pressed);
  if (!running.has(id)) {
    running.add(id);
    // Held until the revoke is on record: a poll would say that somebody else ended the session.
    const goOn = () =>
      context.locks.hold(id, async () => goOnEnding(context, { pressed, later, request, press }, await firstTry));
    context.inBackground(() => goOn().finally(() => running.delete(id)));
  }
  return (await firstTry).closing !== undefined;
}

interface Unrecorded {
  /** The first try, and all that come after it. */
  readonly pressed: Ending;
  readonly later: Ending;
  readonly request: Request;
  readonly press: Press;
}

async function goOnEnding(context: Context, revoke: Unrecorded, firstTry: Tried): Promise<void> {
  const { later, request } = revoke;
  let { closing, waitMs } = firstTry;
  for (let tries = 0; await nextTry(context, tries, waitMs); tries += 1) {
    if (await putOnRecordIfPossible(context, revoke)) return show(context, request.id);
    if (closing === undefined) ({ closing, waitMs } = await tryToEnd(request, later));
  }
}

/** It fails at once: a database that is locked would be waited for at each entry. */
function withoutWrites(store: Context["store"]): Context["store"] {
  const fails = async () => {
    throw new ImpersonationError({ code: "store_unavailable", stage: "before" });
  };
  return { ...store, record: fails, claimSessions: fails };
}

function nextTry({ clock, stopping }: Context, tries: number, waitMs: number): Promise<boolean> {
  return waitUntil(clock, clock.now() + backoffMs(tries, waitMs), stopping);
}

/** The revoke, with what is left of it at Clerk. False while the database fails. */
async function putOnRecordIfPossible(
  context: Context,
  { pressed, later, request: { id }, press }: Unrecorded,
): Promise<boolean> {
  try {
    const request = await requireRequest(context, id);
    // What was ended already is asked for again, so that its outcome is on record too.
    if (isRevocable(request.status)) {
      await finishRevoking(context, await beginRevoking(context, request, press));
      return true;
    }
    // Another process has found the access over: then the audit alone tells who ended it.
    await pressed.record(context);
    await later.record(context);
    return true;
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return false;
  }
}
