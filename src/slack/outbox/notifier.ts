// Keeps every message of a request showing what the request is: which are stale, in which order, one run at a time.
import type { Notifier } from "../../impersonation/ports/ports.js";
import { deliverLink, takeBack } from "./link-delivery.js";
import { isStale } from "./staleness.js";
import { beyondRepair, bringUpToDate, type NotifierParts, unsureMs } from "./sync-message.js";

type Refreshed = Awaited<ReturnType<Notifier["refresh"]>>;

export function createNotifier(parts: NotifierParts): Notifier {
  const { store, clock } = parts;
  const running = new Map<string, Promise<Refreshed>>();
  return {
    deliverLink: (request, link, stillWanted) => deliverLink(parts, request, link, stillWanted),
    refresh(requestId) {
      // One after the other for each request: the later one reads the request anew and finds what is still stale.
      const next = (running.get(requestId) ?? Promise.resolve()).then(() => refresh(parts, requestId));
      running.set(requestId, next);
      const forget = () => {
        if (running.get(requestId) === next) running.delete(requestId);
      };
      next.then(forget, forget);
      return next;
    },
    async adopt(requestId, moment, place) {
      await store.adopt(requestId, moment, place, clock.now());
    },
    showAnew: (requestId, shown) => store.distrust(requestId, shown, clock.now()),
    takeBack: (place) => takeBack(parts, place),
    async takeOver() {
      const now = clock.now();
      await store.endClaims(now, now + unsureMs);
      await store.retryRefused(now, beyondRepair);
    },
  };
}

async function refresh(parts: NotifierParts, requestId: string): Promise<Refreshed> {
  const { store, clock } = parts;
  const request = await store.get(requestId);
  if (request === undefined) return "done";
  const stale = (await store.messagesOf(requestId)).filter((message) => isStale(message, request, clock));
  const unposted = stale.find(({ moment, ts }) => moment === "card" && ts === null);
  if (unposted !== undefined) {
    // Nothing is said to the actor before the card stands: it may be refused.
    const refused = await bringUpToDate(parts, unposted);
    if (refused !== undefined) return { cardRefused: refused };
  }
  await Promise.all(stale.filter((message) => message !== unposted).map((message) => bringUpToDate(parts, message)));
  return unposted !== undefined && (await isUnposted(parts, unposted)) ? "card_later" : "done";
}

async function isUnposted({ store }: NotifierParts, card: { id: number; requestId: string }): Promise<boolean> {
  return (await store.messagesOf(card.requestId)).some(({ id, ts }) => id === card.id && ts === null);
}
