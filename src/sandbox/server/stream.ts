// The event stream: after each change, every part of the view that differs is sent again.
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";

/** What happens in one go is told once. */
const batchMs = 25;
/** Keeps what lies between from taking the connection for dead, and shows the server a reader that left. */
const keepAliveMs = 15_000;

interface Part {
  readonly event: string;
  readonly look: () => unknown;
}

type Watch = (changed: () => void) => () => void;

/** The answer to whoever reads along. A stream that fails ends, and says so in the terminal; its window opens another. */
export function streamChanges(context: Context, watch: Watch, parts: readonly Part[]): Response {
  return streamSSE(
    context,
    (stream) => sendChanges(stream, watch, parts),
    async (error) => {
      process.stderr.write(`a window's stream failed: ${error.stack ?? error.message}\n`);
    },
  );
}

/** Sends until the reader goes. */
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

/** Resolves when it is woken, and after `atMostMs` in any case. */
function wokenWithin(atMostMs: number, onWake: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
