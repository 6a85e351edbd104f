// A person who waits for an answer: if the process dies first, the next start answers them.
import { z } from "zod";

export const pendingReplySchema = z.object({
  /** Identifies the payload: a hash; for an ask, the request's delivery key. */
  key: z.string(),
  userId: z.string(),
  kind: z.enum(["ask", "click"]),
  /** The modal that shows "Checking…" meanwhile, if there is one. */
  viewId: z.string().nullable(),
  /** Milliseconds since the Unix epoch, UTC. */
  at: z.number(),
});
export type PendingReply = Readonly<z.output<typeof pendingReplySchema>>;
