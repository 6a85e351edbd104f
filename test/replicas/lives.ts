// Requests that live from the ask to the end of their access while processes and servers come and go.
import { expect } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import type { Stage } from "../flows/stage.js";

/** A person's patience with one click: where nothing has come of it by then, they may click again. */
interface Patience {
  readonly ms: number;
  readonly clicks: number;
  /** Otherwise they click again only where Slack showed them that their click failed. */
  readonly alsoAcknowledged: boolean;
}

const anAddress = /n\d+@customer\.example/;

/** Each click takes effect. */
export const once: Patience = { ms: 14_000, clicks: 1, alsoAcknowledged: false };
/** Each click takes effect that Slack does not show as failed. */
export const afterFailure: Patience = { ms: 14_000, clicks: 3, alsoAcknowledged: false };
/** What met a failing database is clicked again; an approval whose link could not be made is given up after a minute. */
export const again: Patience = { ms: 4_000, clicks: 20, alsoAcknowledged: true };

/** Each one's card as it is: to look through all messages at each event would take the machine's time. */
function cardsByAddress({ slack }: Stage): ReadonlyMap<string, SeenMessage> {
  const cards = new Map<string, SeenMessage>();
  slack.on((event) => {
    if (event.kind !== "message_posted" && event.kind !== "message_edited" && event.kind !== "message_deleted") return;
    const { message } = event;
    if (message.channel !== ids.approvals || message.ephemeralFor !== undefined) return;
    const [address] = anAddress.exec(JSON.stringify(message.blocks)) ?? [];
    if (address === undefined || (cards.get(address) ?? message).ts !== message.ts) return;
    if (event.kind === "message_deleted") cards.delete(address);
    else cards.set(address, message);
  });
  return cards;
}

export interface Lived {
  /** What Slack heard of each click, and when it was made, by the clock of `performance`. */
  readonly clicks: { readonly outcome: string; readonly at: number }[];
  /** How many commands were typed again, as no card had come of them. */
  askedAgain: number;
}

/** Asks, approves and revokes, and adds to `lived`. */
async function live(
  stage: Stage,
  cards: ReadonlyMap<string, SeenMessage>,
  n: number,
  { ms, clicks, alsoAcknowledged }: Patience,
  lived: Lived,
): Promise<void> {
  const address = `n${n}@customer.example`;
  stage.clerk.addUser({ id: `user_2n${n}`, email: address, firstName: `N${n}` });
  const find = (pattern: RegExp) => {
    const card = cards.get(address);
    return card !== undefined && pattern.test(stage.carol.reads(card)) ? card : undefined;
  };
  const insist = async (what: string, act: () => Promise<{ kind: string }> | undefined, isDone: () => unknown) => {
    for (let tries = 0; tries < clicks && !isDone(); tries += 1) {
      const at = performance.now();
      const outcome = (await act())?.kind;
      if (outcome !== undefined) lived.clicks.push({ outcome, at });
      const isLast = tries + 1 === clicks || (outcome === "acknowledged" && !alsoAcknowledged);
      const done = stage.slack.until(`${what} of ${n}`, isDone, isLast || alsoAcknowledged ? ms : 0);
      await (isLast ? done : done.catch(() => {}));
    }
  };
  const press = (...buttons: string[]) => {
    for (const button of buttons) {
      const card = find(new RegExp(`\\[${button}\\]`));
      if (card !== undefined) return stage.carol.clicks(card, button);
    }
    return undefined;
  };
  let asks = 0;
  const ask = () => {
    if (asks++ > 0) lived.askedAgain += 1;
    return stage.alice.types(ids.general, `/impersonate ${address} ticket ${n}`);
  };
  await insist("the card", ask, () => find(/./));
  const isOver = () => find(/Revoked|Ended|Denied/);
  await insist(
    "the link",
    () => press("Retry", "Approve"),
    () => find(/has the link|In use/) ?? isOver(),
  );
  await insist("the end", () => press("Revoke"), isOver);
}

/** Lives side by side, so many at a time, while there is another. */
export async function liveAll(
  stage: Stage,
  most: number,
  next: () => number | undefined,
  patience: Patience,
): Promise<Lived> {
  const lived: Lived = { clicks: [], askedAgain: 0 };
  const cards = cardsByAddress(stage);
  const work = async () => {
    for (let n = next(); n !== undefined; n = next()) await live(stage, cards, n, patience, lived);
  };
  await Promise.all(Array.from({ length: most }, work));
  return lived;
}

/** So many requests lived to their end. Each was made and decided once, and has one card. */
export function expectTrue(
  stage: Stage,
  lives: number,
  { askedAgain }: Lived,
  audit: readonly { readonly request_id: string | null; readonly action: string }[],
): void {
  const requests = [...new Set(audit.flatMap(({ request_id }) => request_id ?? []))];
  const cards = stage.cards().map((card) => /IMP-\d+/.exec(stage.carol.reads(card))?.[0]);
  expect(cards.filter((card, at) => cards.indexOf(card) !== at)).toEqual([]);
  expect(cards).toHaveLength(requests.length);
  const times = (id: string, move: string) =>
    audit.filter(({ request_id, action }) => request_id === id && action === move).length;
  const moves = requests.map((id) => [times(id, "ask"), times(id, "approve"), times(id, "revoke")].join());
  expect(moves.filter((each) => each === "1,1,1")).toHaveLength(lives);
  // Of a command that was typed again the first may be heard late, and nobody decides on it.
  const notLived = moves.filter((each) => each !== "1,1,1");
  expect(notLived.filter((each) => each !== "1,0,0")).toEqual([]);
  expect(notLived.length).toBeLessThanOrEqual(askedAgain);
  for (const id of requests) {
    const attempts = times(id, "approve") + times(id, "retry");
    expect(stage.clerk.actorTokens.filter(({ actor }) => actor.request_id === id).length).toBeLessThanOrEqual(attempts);
  }
}
