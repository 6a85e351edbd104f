// Issuing: from an approval to the link in the actor's direct message, or to the truth about why there is none.

import { createActorToken, creationEntry } from "../access/clerk-effects.js";
import { deferRejection } from "../checks/authority.js";
import { type Approval, recheck, recordStop, type Stop } from "../checks/recheck.js";
import { type Context, recordIfPossible, withLock } from "../context.js";
import { understudy } from "../model/audit.js";
import { isStoreFailure } from "../model/errors.js";
import type { Place } from "../model/message.js";
import type { Request } from "../model/request.js";
import { nextLook } from "../model/schedule.js";
import type { Secret } from "../model/secret.js";
import { abandon } from "./abandon.js";
import { notCreated, overtaken, type TokenIds, undelivered } from "./no-link.js";

/** Returns the request as it then stands. */
export async function issue(context: Context, approved: Request, approval: Approval): Promise<Request> {
  return withLock(context, approved.id, () => make(context, approved, approval));
}

async function make(context: Context, approved: Request, approval: Approval): Promise<Request> {
  const startedAt = context.clock.now();
  const stillAllowed = deferRejection(recheck(context, approved, approval));
  const created = deferRejection(createActorToken(context, approved, approval.by));

  let token: Awaited<ReturnType<typeof createActorToken>>;
  try {
    token = await created();
  } catch (error) {
    return notCreated(context, approved, approval, { error, stillAllowed });
  }
  const ids = {
    tokenId: token.id,
    tokenCreatedAt: token.createdAt,
    linkExpiresAt: startedAt + context.rules.linkTtlMs,
  };
  let delivered: Delivered | Request;
  try {
    delivered = await deliver(context, approved, approval, { ids, link: token.link, stillAllowed });
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return undelivered(context, approved, ids);
  }
  return "place" in delivered ? conclude(context, delivered) : delivered;
}

interface Made {
  readonly ids: TokenIds;
  readonly link: Secret | null;
  readonly stillAllowed: () => Promise<Stop | undefined>;
}

interface Delivered {
  readonly stored: Request;
  readonly place: Place;
}

/** To the direct message that has the link, or to a request for which there is none. */
async function deliver(
  context: Context,
  approved: Request,
  approval: Approval,
  { ids, link, stillAllowed }: Made,
): Promise<Delivered | Request> {
  const { store, notifier, clock } = context;
  const stored = await store.amend(approved, ids, false, {
    // In one write: a kill between the two would leave a token that is known, and alive.
    entry: creationEntry(context, approved, ids.tokenId, approval.by),
    // And the trace of its message: should the bot die while it posts the link, that is looked for in Slack.
    ...(link !== null && { posting: { kind: "link", since: clock.now() } as const }),
  });
  if (stored === undefined) return overtaken(context, approved, ids);

  if (link === null) return abandon(context, stored, "clerk_malformed");
  const stopped = await stillAllowed();
  if (stopped !== undefined) {
    await store.notPosted(stored, "link");
    await recordStop(context, approved, approval, stopped);
    return abandon(context, stored, stopped.failure);
  }

  // A revoke can come at any moment, also while the post waits out a rate limit: it wins.
  const stillApproved = async () => {
    const current = await store.get(stored.id);
    return current?.status === "approved" && current.attempt === stored.attempt;
  };
  const delivery = await notifier.deliverLink(stored, link, stillApproved);
  const { outcome } = delivery;
  // The move that follows says the same; once there is a message with a link, nothing may keep it from being known.
  await recordIfPossible(context, { requestId: approved.id, by: understudy, action: "deliver.link", outcome });
  if (delivery.outcome === "posted") return { stored, place: delivery.place };
  if (outcome !== "unknown") await store.notPosted(stored, "link");
  if (outcome === "not_wanted") return overtaken(context, approved, ids);
  return abandon(context, stored, outcome === "refused" ? "delivery_refused" : "delivery_unknown");
}

async function conclude(context: Context, { stored, place }: Delivered): Promise<Request> {
  const { store, clock, rules } = context;
  let issued: Request | undefined;
  try {
    issued = await store.move(stored, "issue", {
      by: understudy,
      at: clock.now(),
      detail: { actor_token: stored.tokenId },
      patch: { tries: 0, dueAt: nextLook(stored, rules, clock.now()) },
      posted: { kind: "link", place },
    });
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    // A link is out of which the record knows nothing. It dies, and its message is not forgotten.
    const abandoned = deferRejection(abandon(context, stored, "not_recorded"));
    await remember(context, stored.id, place);
    return abandoned();
  }
  if (issued !== undefined) return lookedForSoon(context, issued);
  // A revoke came while the link was on its way: the message has to lose it, and the token is being revoked.
  await remember(context, stored.id, place);
  return (await store.get(stored.id)) ?? stored;
}

/** The message with a dead link is brought up to date like the others; where nobody can take note of it, it goes. */
async function remember({ notifier }: Context, requestId: string, place: Place): Promise<void> {
  try {
    await notifier.adopt(requestId, "link", place);
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    await notifier.deletePost(place);
  }
}

/** The link may have been clicked before Slack answered its post. */
async function lookedForSoon({ store, clock, rules }: Context, issued: Request): Promise<Request> {
  if (issued.linkClickedAt === null) return issued;
  return (await store.amend(issued, { dueAt: nextLook(issued, rules, clock.now()) }, false)) ?? issued;
}
