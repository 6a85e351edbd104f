// The event stream of a window. A hidden window disconnects: a browser allows six connections per host.
import { useEffect, useState } from "react";
import type { z } from "zod";

type Parts = Readonly<Record<string, z.ZodType>>;
type Latest<P extends Parts> = { readonly [Event in keyof P]?: z.output<P[Event]> };

interface Stream<P extends Parts> {
  /** The latest value of each part; missing until received. */
  readonly latest: Latest<P>;
  readonly state: "connecting" | "connected";
}

/** The browser does not retry after a refusal; the page does, after this time. */
const retryMs = 1_000;

/** `parts` must be the same object in every render. */
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
