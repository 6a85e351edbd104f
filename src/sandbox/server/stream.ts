// The event stream: whenever something changed, each part of what is shown is sent anew if it now reads otherwise.
import type { SSEStreamingApi } from "hono/streaming";

/** What happens in one go is told once. */
const gatherMs = 25;
/** Keeps what lies between from taking the connection for dead, and shows the server a reader that left. */
const stillHereMs = 15_000;

export interface Part {
  readonly event: string;
  readonly look: () => unknown;
}

type Watch = (changed: () => void) => () => void;

/** Sends until the reader goes. */
export async function keepTelling(stream: SSEStreamingApi, watch: Watch, parts: readonly Part[]): Promise<void> {
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
        await wakened(stillHereMs, (woken) => {
          wake = woken;
        });
        if (!changed) await stream.writeSSE({ event: "still_here", data: "" });
      }
      changed = false;
      for (const { event, look } of parts) {
        const data = JSON.stringify(look());
        if (sent.get(event) === data) continue;
        sent.set(event, data);
        await stream.writeSSE({ event, data });
      }
      await stream.sleep(gatherMs);
    }
  } finally {
    unwatch();
  }
}

/** Resolves when it is woken, and after `atMostMs` in any case. */
function wakened(atMostMs: number, onWake: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
