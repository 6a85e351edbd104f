// The sandbox's events, as they happen. A hidden window disconnects: a browser has six connections to a host.
import { useEffect, useState } from "react";
import type { z } from "zod";

type Parts = Readonly<Record<string, z.ZodType>>;
type Latest<P extends Parts> = { readonly [Event in keyof P]?: z.output<P[Event]> };

interface Stream<P extends Parts> {
  /** The latest of each part; missing until it came. */
  readonly latest: Latest<P>;
  readonly state: "connecting" | "connected";
}

/** Where the browser itself gives up, after a refusal, it is tried again after this. */
const retryMs = 1_000;

/** `parts` must stay the same object from one rendering to the next. */
export function useStream<P extends Parts>(url: string, parts: P): Stream<P> {
  const [latest, setLatest] = useState<Latest<P>>({});
  const [state, setState] = useState<Stream<P>["state"]>("connecting");
  useEffect(() => {
    let source: EventSource | undefined;
    let pause: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      const opened = new EventSource(url);
      source = opened;
      opened.onopen = () => setState("connected");
      opened.onerror = () => {
        setState("connecting");
        if (opened.readyState === EventSource.CLOSED) pause = setTimeout(reconnect, retryMs);
      };
      for (const [event, shape] of Object.entries(parts)) {
        opened.addEventListener(event, ({ data }) => {
          const part = shape.parse(JSON.parse(data));
          setLatest((before) => ({ ...before, [event]: part }));
        });
      }
    };
    const disconnect = () => {
      clearTimeout(pause);
      source?.close();
      source = undefined;
    };
    const reconnect = () => {
      disconnect();
      if (!document.hidden) open();
    };
    reconnect();
    document.addEventListener("visibilitychange", reconnect);
    return () => {
      document.removeEventListener("visibilitychange", reconnect);
      disconnect();
      setLatest({});
      setState("connecting");
    };
  }, [url, parts]);
  return { latest, state };
}
