// Waiting until the bot has nothing to do: no call under way, no message behind, and none of it for a moment.
import { postgresUrl } from "../../database/scratch-schema.js";
import type { Stage } from "../../flows/stage.js";
import { messagesBehind } from "./record.js";

/** On a server several statements take longer, and no call is under way meanwhile. */
const momentMs = postgresUrl === undefined ? 60 : 200;

export async function rest(stage: Stage): Promise<void> {
  let calls = -1;
  let sinceMs = 0;
  await stage.slack.until(
    "the bot rests",
    () => {
      const made = [...stage.slack.calls, ...stage.clerk.calls];
      const busy = made.some((call) => call.durationMs === undefined) || messagesBehind(stage.sandbox) > 0;
      if (busy || made.length !== calls) {
        calls = made.length;
        sinceMs = performance.now();
        return false;
      }
      return performance.now() - sinceMs > momentMs;
    },
    30_000,
  );
}
