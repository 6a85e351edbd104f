// A person who waits for an answer: should the process die first, they are answered at the next start.
import { z } from "zod";

export const pendingReplySchema = z.object({
  /** Names the payload: a hash, and for an ask the request's delivery key. */
  key: z.string(),
  userId: z.string(),
  kind: z.enum(["ask", "click"]),
  /** The form that shows "Checking…" meanwhile, where there is one. */
  viewId: z.string().nullable(),
  /** Milliseconds since the Unix epoch, UTC. */
  at: z.number(),
});
export type PendingReply = Readonly<z.output<typeof pendingReplySchema>>;
