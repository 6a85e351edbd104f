// The button Revoke all, once its person has confirmed how much ends.
import { unknownButton } from "../messages/answers/help.js";
import { revokeAllProgress, revokeAllResults, scopeOf } from "../messages/answers/revoke-all.js";
import { compose } from "../messages/blocks/compose.js";
import type { Click } from "./decision.js";
import { type HandlerContext, refusalLine } from "./handler-context.js";

/** Of the five posts that a response URL takes: one at the start, one at the end, and in between as many as this. */
const mostUpdates = 3;
/** Fewer need no news in between. */
const manyRequests = 10;

export async function revokeAll(context: HandlerContext, { clicker, value }: Click): Promise<void> {
  const { impersonation, answer } = context;
  const scope = scopeOf(value);
  if (scope === undefined) {
    await answer(clicker, unknownButton);
    return;
  }
  // One after the other, so that the message ends with the latest.
  let shown = Promise.resolve<unknown>(undefined);
  let updates = 0;
  const onProgress = (done: number, of: number) => {
    const isNext = updates < mostUpdates && of >= manyRequests && done >= (of * (updates + 1)) / (mostUpdates + 1);
    if (done > 0 && !isNext) return;
    if (done > 0) updates += 1;
    shown = shown.then(() => answer(clicker, revokeAllProgress(done, of), "instead"));
  };
  try {
    const results = await impersonation.revokeAll(scope, clicker.userId, onProgress);
    await shown;
    await answer(clicker, revokeAllResults(results), "instead");
  } catch (error) {
    // It takes the place of the progress, which would never change.
    await shown;
    const words = await refusalLine(context, error, clicker.userId);
    await answer(clicker, compose([{ line: words }]), "instead");
  }
}
