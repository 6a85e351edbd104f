// Keeps every message of a request showing what the request is: which are stale, in which order, one run at a time.
import type { Notifier } from "../../impersonation/ports/notifier.js";
import { deletePost, deliverLink } from "./link-delivery.js";
import { isStale } from "./staleness.js";
import { type OutboxContext, permanentRefusals, syncMessage, unsureMs } from "./sync-message.js";

type Refreshed = Awaited<ReturnType<Notifier["refresh"]>>;

export function createNotifier(context: OutboxContext): Notifier {
  const { store, clock } = context;
  const running = new Map<string, Promise<Refreshed>>();
  return {
    deliverLink: (request, link, stillWanted) => deliverLink(context, request, link, stillWanted),
    refresh(requestId) {
      // One after the other for each request: the later one reads the request anew and finds what is still stale.
      const next = (running.get(requestId) ?? Promise.resolve()).then(() => refresh(context, requestId));
      running.set(requestId, next);
      const forget = () => {
        if (running.get(requestId) === next) running.delete(requestId);
      };
      next.then(forget, forget);
      return next;
    },
    async adopt(requestId, kind, place) {
      await store.adopt(requestId, kind, place, clock.now());
    },
    invalidate: (requestId, shown) => store.invalidate(requestId, shown, clock.now()),
    deletePost: (place) => deletePost(context, place),
    async recoverClaims() {
      const now = clock.now();
      await store.releaseClaims(now, now + unsureMs);
      await store.retryRefused(now, permanentRefusals);
    },
  };
}

async function refresh(context: OutboxContext, requestId: string): Promise<Refreshed> {
  const { store, clock } = context;
  const request = await store.get(requestId);
  if (request === undefined) return "done";
  const stale = (await store.messagesOf(requestId)).filter((message) => isStale(message, request, clock));
  const unposted = stale.find(({ kind, ts }) => kind === "card" && ts === null);
  if (unposted !== undefined) {
    // Nothing is said to the actor before the card stands: it may be refused.
    const refused = await syncMessage(context, unposted);
    if (refused !== undefined) return { cardRefused: refused };
  }
  await Promise.all(stale.filter((message) => message !== unposted).map((message) => syncMessage(context, message)));
  return unposted !== undefined && (await isUnposted(context, unposted)) ? "card_later" : "done";
}

async function isUnposted({ store }: OutboxContext, card: { id: number; requestId: string }): Promise<boolean> {
  return (await store.messagesOf(card.requestId)).some(({ id, ts }) => id === card.id && ts === null);
}
