// The messages between the sandbox and a bot in its own process.
import { z } from "zod";

export const toBot = z.discriminatedUnion("say", [
  /** The clock was moved; `aheadMs` is the total offset. */
  z.object({ say: z.literal("clock"), aheadMs: z.number() }),
  z.object({ say: z.literal("stop") }),
  z.object({ say: z.literal("measure") }),
]);
export type ToBot = z.infer<typeof toBot>;

/** Resource use of a process, after garbage collection. */
const measures = z.object({ heapBytes: z.number(), residentBytes: z.number(), files: z.number(), timers: z.number() });
export type Measures = z.infer<typeof measures>;

export const fromBot = z.discriminatedUnion("say", [
  z.object({ say: z.literal("running") }),
  measures.extend({ say: z.literal("measured") }),
  z.object({ say: z.literal("refused"), why: z.string() }),
]);
export type FromBot = z.infer<typeof fromBot>;

/** Environment variable with the clock's offset in milliseconds, for a new process. */
export const aheadVariable = "SANDBOX_CLOCK_AHEAD_MS";
