// Keeps every message of a request showing what the request is, one edit per message at a time.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../impersonation/clock.js";
import { isOpen } from "../impersonation/lifecycle.js";
import type { Message, Place } from "../impersonation/message.js";
import type { ChannelProblemCode, Delivery, MessageStore, Notifier, RequestStore } from "../impersonation/ports.js";
import type { Request } from "../impersonation/request.js";
import { backoffMs } from "../impersonation/rules.js";
import type { Secret } from "../impersonation/secret.js";
import type { Log } from "../log.js";
import type { Surroundings } from "./messages/card.js";
import type { Content } from "./messages/compose.js";
import { linkReady } from "./messages/link.js";
import { render } from "./messages/render.js";
import { type SlackApi, SlackError } from "./web-api.js";

export interface NotifierParts {
  readonly api: SlackApi;
  readonly store: RequestStore & MessageStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly surroundings: Surroundings;
}

type Refreshed = Awaited<ReturnType<Notifier["refresh"]>>;

/** Longer than an edit, a deletion and a new post can take together with their time-outs. */
const claimMs = 40_000;
/** An edit that Slack did not answer may still land; it is said once more after this. */
const unsureMs = 60_000;
/** A direct message with a link waits out a rate limit for so long in all. */
const deliveryPatienceMs = 30_000;

const posted = z.object({ channel: z.string(), ts: z.string() });
const edited = z.object({ ok: z.literal(true) });

/** The message is there, but Slack lets nobody edit it any more. */
const uneditable: ReadonlySet<string> = new Set(["edit_window_closed", "cant_update_message"]);

export function createNotifier(parts: NotifierParts): Notifier {
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
      await parts.store.adopt(requestId, moment, place, parts.clock.now());
    },
    async takeOver() {
      const now = parts.clock.now();
      await parts.store.endClaims(now, now + unsureMs);
    },
  };
}

async function refresh(parts: NotifierParts, requestId: string): Promise<Refreshed> {
  const request = await parts.store.get(requestId);
  if (request === undefined) return "done";
  const messages = await parts.store.messagesOf(requestId);
  const stale = messages.filter((message) => isStale(message, request, parts.clock));
  const unposted = stale.find(({ moment, ts }) => moment === "card" && ts === null);
  if (unposted !== undefined) {
    // Nothing is said to the actor before the card stands: it may be refused.
    const refused = await bringUpToDate(parts, unposted);
    if (refused !== undefined) return { cardRefused: refused };
  }
  await Promise.all(stale.filter((message) => message !== unposted).map((message) => bringUpToDate(parts, message)));
  return "done";
}

function isStale(message: Message, request: Request, clock: Clock): boolean {
  // Due, but with nothing to show for now: it is looked at once, so that it does not stay due.
  if (!mayShow(message, request)) return message.dueAt !== null && clock.now() >= message.dueAt;
  const unsure = message.unsureUntil !== null && clock.now() >= message.unsureUntil;
  return message.shownRevision < request.revision || unsure;
}

function mayShow(message: Message, request: Request): boolean {
  if (message.moment === "link") return !holdsTheLink(message, request);
  return message.ts !== null || message.moment !== "asked" || request.status === "pending";
}

/**
 * The message with the link shows what `issued` is and is left alone until the link has to go. A click can make it
 * known while its post is not yet confirmed.
 */
function holdsTheLink({ attempt }: Message, request: Request): boolean {
  if (request.status === "approved") return request.failure === null;
  return request.status === "issued" && request.linkWithdrawnAt === null && attempt === request.attempt;
}

async function bringUpToDate(parts: NotifierParts, stale: Message): Promise<ChannelProblemCode | undefined> {
  const { store, clock } = parts;
  const claim = await store.claim(stale.id, clock.now(), clock.now() + claimMs);
  if (claim === undefined) return undefined;
  // Read after claiming, so that what is shown is never older than what somebody else has shown.
  const request = await store.get(stale.requestId);
  const message = (await store.messagesOf(stale.requestId)).find(({ id }) => id === stale.id);
  if (request === undefined || message === undefined || !mayShow(message, request)) {
    await store.leave(stale.id, claim, request?.revision ?? 0);
    return undefined;
  }
  try {
    const content = render(message.moment, request, parts.surroundings);
    const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
    const place = standsAlready(message, digest) ?? (await put(parts, { message, claim, request, content }));
    await store.shown(message.id, claim, { ...place, revision: request.revision, digest, now: clock.now() });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return putOff(parts, { message, claim, request, error });
  }
  return undefined;
}

/** Not every move changes what each message says. */
function standsAlready({ channel, ts, shownDigest, unsureUntil }: Message, digest: string): Place | undefined {
  const same = shownDigest === digest && unsureUntil === null && channel !== null && ts !== null;
  return same ? { channel, ts } : undefined;
}

interface Claimed {
  readonly message: Message;
  readonly claim: string;
  readonly request: Request;
}

interface Edit extends Claimed {
  readonly content: Content;
}

async function put({ api, store, surroundings }: NotifierParts, { message, claim, request, content }: Edit) {
  const { channel, ts } = message;
  const target = message.moment === "card" ? surroundings.approvalChannel : request.actorSlackId;
  if (channel === null || ts === null) return post(api, target, content);
  try {
    await api.call("chat.update", { channel, ts, ...content }, edited);
    return { channel, ts };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const deletedInSlack =
      error.code === "message_not_found" && (isOpen(request.status) || request.status === "failed");
    if (!deletedInSlack && !uneditable.has(error.code)) throw error;
    if (!deletedInSlack) await api.call("chat.delete", { channel, ts }, edited);
    await store.lost(message.id, claim);
    return post(api, target, content);
  }
}

function post(api: SlackApi, channel: string, content: Content) {
  // Slack fetches the addresses in a message unless both flags are off, and a fetch could spend a single-use link.
  return api.call("chat.postMessage", { channel, ...content, unfurl_links: false, unfurl_media: false }, posted);
}

interface Failed extends Claimed {
  readonly error: SlackError;
}

async function putOff(
  { store, clock, log }: NotifierParts,
  { message: tried, claim, request, error }: Failed,
): Promise<ChannelProblemCode | undefined> {
  const now = clock.now();
  // Read anew: it may have been deleted, and only the new post failed.
  const message = (await store.messagesOf(request.id)).find(({ id }) => id === tried.id) ?? tried;
  if (error.kind !== "refused") {
    const editUnknown = error.kind === "unknown" && message.ts !== null;
    await store.postpone(message.id, claim, {
      dueAt: now + backoffMs(message.tries, error.retryAfterMs),
      unsureUntil: editUnknown ? now + unsureMs : null,
    });
    return undefined;
  }
  await store.leave(message.id, claim, request.revision);
  log.error("a message cannot be brought up to date", {
    request: request.id,
    message: message.moment,
    error: error.code,
    still_shown: message.ts === null ? "nothing" : `revision ${message.shownRevision}`,
  });
  await store.record({
    at: now,
    requestId: request.id,
    by: "understudy",
    action: `show.${message.moment}`,
    outcome: error.code,
    detail: { still_shown_revision: message.shownRevision },
  });
  return message.moment === "card" && message.ts === null ? channelProblemOf(error.code) : undefined;
}

function channelProblemOf(code: string): ChannelProblemCode {
  if (code === "not_in_channel") return "channel_not_joined";
  if (code === "channel_not_found") return "channel_unseen";
  if (code === "is_archived") return "channel_archived";
  return "channel_refuses";
}

async function deliverLink(
  { api, clock }: NotifierParts,
  request: Request,
  link: Secret,
  stillWanted: () => Promise<boolean>,
): Promise<Delivery> {
  const giveUpAt = clock.now() + deliveryPatienceMs;
  const content = linkReady(request, link);
  for (;;) {
    if (!(await stillWanted())) return { outcome: "not_wanted" };
    try {
      return { outcome: "posted", place: await post(api, request.actorSlackId, content) };
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      if (error.kind === "unknown") return { outcome: "unknown" };
      // Only a rate limit is certain not to have posted, and passes.
      const again = clock.now() + error.retryAfterMs;
      if (error.kind === "refused" || again > giveUpAt) return { outcome: "refused" };
      await new Promise<void>((resolve) => clock.wakeAt(again, resolve));
    }
  }
}
