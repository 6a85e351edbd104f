// A revoke while the database can't be written to: access is ended at Clerk first, and put on record when that works again.
import { Ending } from "../access/ending.js";
import { type Context, requireRequest } from "../context.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import { backoffMs } from "../model/settings.js";
import { waitUntil } from "../ports/clock.js";
import { beginRevoking, finishRevoking, type Press, tryToEnd } from "./finish-revoking.js";
import { show } from "./show.js";

/** Resolves after the first try with whether Clerk has confirmed that access is gone. What is left goes on by itself. */
export async function endWithoutRecord(context: Context, request: Request, press: Press): Promise<boolean> {
  const ending = new Ending({ ...context, store: withoutWrites(context.store) }, request, press.by, "press");
  const firstTry = tryToEnd(request, ending).then(({ closing }) => closing !== undefined);
  context.inBackground(() =>
    // Held until the revoke is on record: a poll would say that somebody else ended the session.
    context.locks.hold(request.id, async () => {
      let isOver = await firstTry;
      for (let tries = 0; await nextTry(context, tries); tries += 1) {
        if (await isOnRecord(context, request.id, press)) return show(context, request.id);
        if (!isOver) isOver = (await tryToEnd(request, ending)).closing !== undefined;
      }
    }),
  );
  return firstTry;
}

/** It fails at once: a database that is locked would be waited for at each entry. */
function withoutWrites(store: Context["store"]): Context["store"] {
  const fails = async () => {
    throw new ImpersonationError({ code: "store_unavailable", stage: "before" });
  };
  return { ...store, record: fails, claimSessions: fails };
}

function nextTry({ clock, stopping }: Context, tries: number): Promise<boolean> {
  return waitUntil(clock, clock.now() + backoffMs(tries), stopping);
}

/** False while the database fails. */
async function isOnRecord(context: Context, id: string, press: Press): Promise<boolean> {
  try {
    const request = await requireRequest(context, id);
    // What was ended already is asked for again, so that its outcome is on record too.
    if (isRevocable(request.status)) await finishRevoking(context, await beginRevoking(context, request, press));
    return true;
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return false;
  }
}
