// How old an answer of Slack's or Clerk's may be, so that people who act at the same time share one.
import type { Context } from "../context.js";

/** Since when answers will do: about the person, about the channel, and about the members of groups and channel. */
export interface Freshness {
  readonly person: number;
  readonly channel: number;
  readonly members: number;
}

type Now = Pick<Context, "clock">;

/** For an approval: everybody who clicks within two seconds shares the answers. */
export function freshForApproval({ clock }: Now): Freshness {
  const since = clock.now() - 2_000;
  return { person: since, channel: since, members: since };
}

/** For another click: no answer from before it, but one for all who have to wait for Slack's next. */
export function freshForClick({ clock }: Now): Freshness {
  return { person: clock.now(), channel: clock.now(), members: clock.now() };
}

/** For what is offered while somebody fills in a form. */
export function freshForForm({ clock }: Now): Pick<Freshness, "person" | "members"> {
  return { person: clock.now() - 60_000, members: clock.now() - 60_000 };
}

/** For an ask. Who may ask is looked up again before anybody gets access. */
export function freshForAsk({ clock }: Now): Freshness {
  return { person: clock.now(), channel: clock.now() - 2_000, members: clock.now() - 20_000 };
}
