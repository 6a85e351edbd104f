// The checklist of the first minute: what has happened in this sandbox so far.
import { z } from "zod";

export const stepNames = ["asked", "approver", "approved", "opened", "revoked"] as const;
export type StepName = (typeof stepNames)[number];

export const firstSteps = z.object({
  /** False once somebody has hidden the checklist. */
  shown: z.boolean(),
  done: z.record(z.enum(stepNames), z.boolean()),
  /** The open request that has come furthest; null if none is open. */
  request: z
    .object({
      state: z.enum(["waiting", "link", "in_use"]),
      actor: z.string(),
      /** The actor's conversation with the app. */
      conversation: z.string(),
    })
    .nullable(),
});
export type FirstSteps = z.infer<typeof firstSteps>;
