// What the product's page knows of the signed-in user.
import { z } from "zod";

export const signedIn = z.union([
  z.object({ as: z.null() }),
  z.object({
    as: z.object({
      name: z.string(),
      email: z.string().nullable(),
      session: z.string(),
      endsAt: z.number(),
      /** The `act` claim of the session token, as the product's code reads it. */
      act: z.looseObject({ sub: z.string() }).nullable(),
      actorName: z.string().nullable(),
    }),
    /** How the session ended; null while it is live. */
    over: z.string().nullable(),
    /** Until when the token passes offline verification; null if it had expired before the session ended. */
    tokenExpiresAt: z.number().nullable(),
  }),
]);
/** Offset of the sandbox's clock from the machine's. */
export const productClock = z.object({ aheadMs: z.number() });
export type SignedIn = z.infer<typeof signedIn>;
