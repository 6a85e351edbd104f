// What the product's page receives about the person who is signed in there.
import { z } from "zod";

export const signedIn = z.union([
  z.object({ as: z.null() }),
  z.object({
    as: z.object({
      name: z.string(),
      email: z.string().nullable(),
      session: z.string(),
      endsAt: z.number(),
      /** The claim of the session token, as the product's own code reads it. */
      act: z.looseObject({ sub: z.string() }).nullable(),
      actorName: z.string().nullable(),
    }),
    /** How the session ended, once it has. */
    over: z.string().nullable(),
    /** Until when a product that checks the token offline would go on; null where it was dead when the session ended. */
    tokenExpiresAt: z.number().nullable(),
  }),
]);
export type SignedIn = z.infer<typeof signedIn>;
