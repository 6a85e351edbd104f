// What the sandbox and a bot in a process of its own say to each other.
import { z } from "zod";

export const toBot = z.discriminatedUnion("say", [
  /** The clock was moved; `aheadMs` in all. */
  z.object({ say: z.literal("clock"), aheadMs: z.number() }),
  z.object({ say: z.literal("stop") }),
  z.object({ say: z.literal("measure") }),
]);
export type ToBot = z.infer<typeof toBot>;

/** What a process holds, garbage not counted. */
const measures = z.object({ heapBytes: z.number(), residentBytes: z.number(), files: z.number(), timers: z.number() });
export type Measures = z.infer<typeof measures>;

export const fromBot = z.discriminatedUnion("say", [
  z.object({ say: z.literal("running") }),
  measures.extend({ say: z.literal("measured") }),
  z.object({ say: z.literal("refused"), why: z.string() }),
]);
export type FromBot = z.infer<typeof fromBot>;

/** Tells a new process how far the clock is ahead, in milliseconds. */
export const aheadVariable = "SANDBOX_CLOCK_AHEAD_MS";
