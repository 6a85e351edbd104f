// Keeps the messages of a request in sync with it: which are stale, in which order, one run at a time.
import { KeyedLock } from "../../impersonation/keyed-lock.js";
import type { Notifier } from "../../impersonation/ports/notifier.js";
import { createDeletedCardSearch } from "./deleted-cards.js";
import { deletePost, postLink } from "./post-link.js";
import { isStale } from "./staleness.js";
import { type OutboxContext, permanentRefusals, syncMessage, unsureMs } from "./sync-message.js";

type Refreshed = Awaited<ReturnType<Notifier["refresh"]>>;

export function createNotifier(context: OutboxContext): Notifier {
  const { api, store, clock } = context;
  // A later run reads the request again, so it finds what is still stale.
  const runs = new KeyedLock();
  return {
    postLink: (request, link) => postLink(api, request, link),
    refresh: (requestId) => runs.withLock(requestId, () => refresh(context, requestId)),
    adopt: (requestId, kind, place) => store.adopt(requestId, kind, place, clock.now()),
    invalidate: (requestId, kinds) => store.invalidate(requestId, kinds, clock.now()),
    findDeletedCards: createDeletedCardSearch(context),
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
  const unpostedCard = stale.find(({ kind, ts }) => kind === "card" && ts === null);
  // First, and alone: if the channel refuses a new request's card, the actor gets no other message.
  const card = unpostedCard && (await syncMessage(context, unpostedCard, request));
  if (typeof card === "object" && request.status === "pending") return card;
  const others = stale.filter((message) => message !== unpostedCard);
  await Promise.all(others.map((message) => syncMessage(context, message, request)));
  return card === "later" ? "card_later" : "done";
}
