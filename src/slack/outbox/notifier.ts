// Keeps the messages of a request in sync with it: which are stale, in which order, one run at a time.
import { KeyedLock } from "../../impersonation/keyed-lock.js";
import { isDirect, type Message } from "../../impersonation/model/message.js";
import type { Notifier } from "../../impersonation/ports/notifier.js";
import { createDeletedCardSearch } from "./deleted-cards.js";
import { deletePost, postLink } from "./post-link.js";
import { isStale } from "./staleness.js";
import { surroundingsOf } from "./surroundings.js";
import { type OutboxContext, permanentRefusals, syncMessage } from "./sync-message.js";

type Refreshed = Awaited<ReturnType<Notifier["refresh"]>>;

export function createNotifier(context: OutboxContext): Notifier {
  const { store, clock } = context;
  // A later run reads the request again, so it finds what is still stale.
  const runs = new KeyedLock();
  return {
    postLink: (request, link) => postLink(context, request, link),
    refresh: (requestId) => runs.withLock(requestId, () => refresh(context, requestId)),
    adopt: (requestId, kind, place) => store.adopt(requestId, kind, place, clock.now()),
    invalidate: (requestId, kinds) => store.invalidate(requestId, kinds, clock.now()),
    findDeletedCards: createDeletedCardSearch(context),
    deletePost: (place) => deletePost(context, place),
    retryRefused: () => store.retryRefused(clock.now(), permanentRefusals),
  };
}

async function refresh(context: OutboxContext, requestId: string): Promise<Refreshed> {
  const { store, clock } = context;
  const request = await store.get(requestId);
  if (request === undefined) return "done";
  let all = await store.messagesOf(requestId);
  const isStaleNow = (message: Message) => isStale(message, request, clock, surroundingsOf(message, all));
  const sync = (message: Message) => syncMessage(context, message, request, surroundingsOf(message, all));
  const stale = all.filter(isStaleNow);
  const unpostedCard = stale.find(({ kind, ts }) => kind === "card" && ts === null);
  // First, and alone: if the channel refuses a new request's card, the actor gets no other message.
  const card = unpostedCard && (await sync(unpostedCard));
  if (typeof card === "object" && request.status === "pending") return card;
  // The one before it is deleted only once the new one stands, and is edited where that is not to be had now.
  const news = stale.findLast(({ kind, ts }) => isDirect(kind) && ts === null);
  const first = stale.filter((message) => message === news || (message !== unpostedCard && !isDirect(message.kind)));
  await Promise.all(first.map(sync));
  if (news !== undefined) all = await store.messagesOf(requestId);
  const tried = [unpostedCard, ...first].map((message) => message?.id);
  await Promise.all(all.filter((message) => !tried.includes(message.id) && isStaleNow(message)).map(sync));
  return card === "later" ? "card_later" : "done";
}
