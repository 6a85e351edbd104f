// Requests that live from the ask to the end of their access while processes and servers come and go.
import { expect } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { Stage } from "../flows/stage.js";

/** A person's patience with one click: where nothing has come of it by then, they may click again. */
interface Patience {
  readonly ms: number;
  readonly clicks: number;
}

/** Each click takes effect. */
export const once: Patience = { ms: 14_000, clicks: 1 };
/** What met a failing database is clicked again; an approval whose link could not be made is given up after a minute. */
export const again: Patience = { ms: 4_000, clicks: 20 };

/** Asks, approves and revokes. Resolves with what Slack heard of each click. */
export async function live(stage: Stage, n: number, { ms, clicks }: Patience): Promise<string[]> {
  const address = `n${n}@customer.example`;
  stage.clerk.addUser({ id: `user_2n${n}`, email: address, firstName: `N${n}` });
  const outcomes: string[] = [];
  const find = (pattern: RegExp) =>
    stage.cards().find((card) => {
      const text = stage.carol.reads(card);
      return text.includes(address) && pattern.test(text);
    });
  const insist = async (what: string, act: () => Promise<{ kind: string }> | undefined, isDone: () => unknown) => {
    for (let tries = 0; tries < clicks && !isDone(); tries += 1) {
      const outcome = await act();
      if (outcome !== undefined) outcomes.push(outcome.kind);
      const done = stage.slack.until(`${what} of ${n}`, isDone, ms);
      await (tries + 1 < clicks ? done.catch(() => {}) : done);
    }
  };
  const press = (...buttons: string[]) => {
    for (const button of buttons) {
      const card = find(new RegExp(`\\[${button}\\]`));
      if (card !== undefined) return stage.carol.clicks(card, button);
    }
    return undefined;
  };
  const ask = () => stage.alice.types(ids.general, `/impersonate ${address} ticket ${n}`);
  await insist("the card", ask, () => find(/./));
  const isOver = () => find(/Revoked|Ended|Denied/);
  await insist(
    "the link",
    () => press("Retry", "Approve"),
    () => find(/has the link|In use/) ?? isOver(),
  );
  await insist("the end", () => press("Revoke"), isOver);
  return outcomes;
}

/** Lives side by side, so many at a time, while there is another. */
export async function liveAll(stage: Stage, most: number, next: () => number | undefined, patience: Patience) {
  const outcomes: string[] = [];
  const work = async () => {
    for (let n = next(); n !== undefined; n = next()) outcomes.push(...(await live(stage, n, patience)));
  };
  await Promise.all(Array.from({ length: most }, work));
  return outcomes;
}

/** Nothing gives access any more, and no request was made or decided twice. */
export function expectTrue(
  stage: Stage,
  lives: number,
  audit: readonly { readonly request_id: string | null; readonly action: string }[],
): void {
  expect(stage.cards()).toHaveLength(lives);
  const requests = new Set(audit.flatMap(({ request_id }) => request_id ?? []));
  expect(requests.size).toBe(lives);
  for (const id of requests) {
    const times = (move: string) =>
      audit.filter(({ request_id, action }) => request_id === id && action === move).length;
    const attempts = times("approve") + times("retry");
    expect([times("ask"), times("approve"), times("revoke")]).toEqual([1, 1, 1]);
    expect(stage.clerk.actorTokens.filter(({ actor }) => actor.request_id === id).length).toBeLessThanOrEqual(attempts);
  }
}
