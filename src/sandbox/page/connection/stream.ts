// What the sandbox tells, as it happens. A window that nobody looks at lets go: a browser has six connections to a host.
import { useEffect, useState } from "react";
import type { z } from "zod";

export type Parts = Readonly<Record<string, z.ZodType>>;
export type Told<P extends Parts> = { readonly [Event in keyof P]?: z.output<P[Event]> };

export interface Stream<P extends Parts> {
  /** The latest of each part; missing until it came. */
  readonly told: Told<P>;
  /** `refused`: the sandbox is there, and does not tell this. */
  readonly state: "connecting" | "connected" | "refused";
}

/** `parts` must stay the same object from one rendering to the next. */
export function useStream<P extends Parts>(url: string, parts: P): Stream<P> {
  const [told, setTold] = useState<Told<P>>({});
  const [state, setState] = useState<Stream<P>["state"]>("connecting");
  useEffect(() => {
    let source: EventSource | undefined;
    const open = () => {
      const opened = new EventSource(url);
      source = opened;
      opened.onopen = () => setState("connected");
      // It tries again by itself, unless it was told no.
      opened.onerror = () => setState(opened.readyState === EventSource.CLOSED ? "refused" : "connecting");
      for (const [event, shape] of Object.entries(parts)) {
        opened.addEventListener(event, ({ data }) => {
          const part = shape.parse(JSON.parse(data));
          setTold((before) => ({ ...before, [event]: part }));
        });
      }
    };
    const follow = () => {
      source?.close();
      source = undefined;
      if (!document.hidden) open();
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      source?.close();
      setTold({});
    };
  }, [url, parts]);
  return { told, state };
}
