// The event stream: after a change, each part that differs from what was last sent is sent again.
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";

/** Changes within this time are sent together. */
const batchMs = 25;
/** Keeps proxies from closing an idle connection, and detects a reader that has left. */
const keepAliveMs = 15_000;

interface Part {
  readonly event: string;
  readonly look: () => unknown;
}

type Watch = (changed: () => void) => () => void;

/** Streams `parts` as they change. A failed stream is logged and ends; its window reconnects. */
export function streamChanges(context: Context, watch: Watch, parts: readonly Part[]): Response {
  return streamSSE(
    context,
    (stream) => sendChanges(stream, watch, parts),
    async (error) => {
      process.stderr.write(`event stream failed: ${error.stack ?? error.message}\n`);
    },
  );
}

/** Sends until the reader disconnects. */
async function sendChanges(stream: SSEStreamingApi, watch: Watch, parts: readonly Part[]): Promise<void> {
  const sent = new Map<string, string>();
  let wake = () => {};
  let changed = true;
  const unwatch = watch(() => {
    changed = true;
    wake();
  });
  stream.onAbort(() => wake());
  try {
    while (!stream.aborted) {
      if (!changed) {
        await wokenWithin(keepAliveMs, (woken) => {
          wake = woken;
        });
        if (!changed) await stream.writeSSE({ event: "keep_alive", data: "" });
      }
      changed = false;
      for (const { event, look } of parts) {
        const data = JSON.stringify(look());
        if (sent.get(event) === data) continue;
        sent.set(event, data);
        await stream.writeSSE({ event, data });
      }
      await stream.sleep(batchMs);
    }
  } finally {
    unwatch();
  }
}

/** Resolves when woken, or after `atMostMs`. */
function wokenWithin(atMostMs: number, onWake: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
