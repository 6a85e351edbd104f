// How the bot recovers once a fault is gone.
import { ids } from "../../../src/sandbox/cast.js";
import type { Stage } from "../../flows/stage.js";
import { rest } from "./rest.js";

interface Healing {
  readonly stage: Stage;
  /** The step whose calls failed. */
  readonly again: () => Promise<unknown>;
  /** Seconds until the bot tries again by itself. */
  readonly nextTryS: number;
}

export const heals = {
  /** Nothing is left to heal: people were served all the same. */
  "at once": async () => {},
  "by the next try": async ({ stage, nextTryS }: Healing) => {
    await rest(stage);
    stage.clock.advance(nextTryS * 1_000);
  },
  "by asking again": async ({ stage }: Healing) => stage.alice.types(ids.general, "/impersonate @bob once more"),
  "by the same step again": async ({ again }: Healing) => again(),
  "by sending the form again": async ({ stage }: Healing) => {
    const form = await stage.slack.until("carol has the form again", () => stage.carol.modal());
    await stage.carol.submits(form, {});
  },
  "by Retry": async ({ stage }: Healing) => {
    await rest(stage);
    await stage.dave.clicks(await stage.card(/\[Retry\]/), "Retry");
  },
  /** Whatever moves the request brings its messages up to date; here, alice ends it. */
  "by the request's next move": async ({ stage }: Healing) => {
    await rest(stage);
    await stage.alice.clicks(await stage.directMessage(/\[Revoke\]/), "Revoke");
  },
  "by a restart": async ({ stage }: Healing) => stage.sandbox.restartBot(),
  /** What should have been said is lost; the request itself is right. */
  never: async () => {},
} as const satisfies Record<string, (healing: Healing) => Promise<unknown>>;

export type HealName = keyof typeof heals;
