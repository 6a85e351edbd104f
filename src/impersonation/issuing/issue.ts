// Issuing: from an approval to the link in the actor's direct message, or to the reason why there is none.
import { createActorToken, creationEntry } from "../access/clerk-effects.js";
import { nextPoll } from "../access/polls.js";
import type { ApprovalChecks } from "../checks/approval-checks.js";
import { type Context, orCurrent, recordIfPossible, requireRequest } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { type AuditEntry, understudy } from "../model/audit.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import type { Place } from "../model/message.js";
import type { Request } from "../model/request.js";
import type { Secret } from "../model/secret.js";
import type { ActorToken } from "../ports/identity-provider.js";
import { abandon } from "./abandon.js";
import { type Delivery, deliverLink } from "./deliver-link.js";
import { handleCreationFailure, revokeOvertaken, revokeUndelivered, type TokenIds } from "./no-link.js";

/** Resolves with the request as it is afterwards. */
export function issue(context: Context, approved: Request, checks: ApprovalChecks): Promise<Request> {
  return context.locks.withLock(approved.id, () => createAndDeliver(context, approved, checks));
}

async function createAndDeliver(context: Context, approved: Request, checks: ApprovalChecks): Promise<Request> {
  const requireAllowed = async () => {
    const reason = await checks.refusalNow();
    if (reason !== undefined) throw new ImpersonationError({ code: "no_longer_allowed", reason });
  };
  let token: ActorToken;
  try {
    token = await createActorToken(context, approved, checks.by, requireAllowed);
  } catch (error) {
    return handleCreationFailure(context, approved, error);
  }
  const ids = {
    tokenId: token.id,
    tokenCreatedAt: token.createdAt,
    linkExpiresAt: token.createdAt + context.rules.linkTtlMs,
  };
  let delivered: Delivered;
  try {
    delivered = await deliver(context, approved, checks, { ids, link: token.link });
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return revokeUndelivered(context, approved, ids);
  }
  return delivered.outcome === "posted" ? recordIssued(context, delivered) : delivered.request;
}

interface Created {
  readonly ids: TokenIds;
  readonly link: Secret | null;
}

interface Posted {
  readonly outcome: "posted";
  readonly stored: Request;
  readonly place: Place;
}

type Delivered = Posted | { readonly outcome: "not_posted"; readonly request: Request };

async function deliver(
  context: Context,
  approved: Request,
  checks: ApprovalChecks,
  { ids, link }: Created,
): Promise<Delivered> {
  const { store, clock } = context;
  const notPosted = (request: Request) => ({ outcome: "not_posted", request }) as const;
  const stored = await store.amend(approved, ids, false, {
    // In one write: a kill in between would leave a valid token without its audit row.
    entry: creationEntry(context, approved, ids.tokenId, checks.by),
    // And its message as being posted: if the bot dies during the post, the message is looked for in Slack.
    ...(link !== null && { posting: { kind: "link", since: clock.now() } as const }),
  });
  if (stored === undefined) return notPosted(await revokeOvertaken(context, approved, ids));
  if (link === null) return notPosted(await abandon(context, stored, "clerk_malformed"));

  const delivery = await deliverLink(context, stored, link, checks);
  if (delivery.outcome === "posted") return { outcome: "posted", stored, place: delivery.place };
  const { outcome } = delivery;
  const detail = detailOf(delivery);
  await recordIfPossible(context, { requestId: approved.id, by: understudy, action: "deliver.link", outcome, detail });
  if (outcome !== "unknown") await store.notPosted(stored, "link");
  if (outcome === "not_wanted") return notPosted(await revokeOvertaken(context, approved, ids));
  const slackCode = outcome === "refused" ? delivery.slackCode : null;
  return notPosted(await abandon(context, stored, deliveryFailures[outcome], slackCode));
}

function detailOf(delivery: Exclude<Delivery, { outcome: "posted" }>): AuditEntry["detail"] {
  if (delivery.outcome === "not_allowed") return { reason: delivery.reason };
  return delivery.outcome === "refused" ? { slack: delivery.slackCode } : {};
}

const deliveryFailures = {
  refused: "delivery_refused",
  unknown: "delivery_unknown",
  not_allowed: "no_longer_allowed",
} as const;

async function recordIssued(context: Context, { stored, place }: Posted): Promise<Request> {
  const { store, clock } = context;
  const now = clock.now();
  const entry = { requestId: stored.id, by: understudy, action: "deliver.link", outcome: "posted", detail: {} };
  let issued: Request | undefined;
  try {
    issued = await store.move(stored, "issue", {
      by: understudy,
      at: now,
      detail: { actor_token: stored.tokenId },
      patch: { tries: 0, dueAt: await nextPoll(context, stored) },
      before: { ...entry, at: now },
      posted: { kind: "link", place },
    });
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    // The link is posted but not on record: its token is revoked, and its message is stored if possible.
    await recordIfPossible(context, entry);
    const abandoned = deferRejection(abandon(context, stored, "not_recorded"));
    await adoptOrDelete(context, stored.id, place);
    return abandoned();
  }
  if (issued !== undefined) return pollSoon(context, issued);
  // A revoke came while the link was being posted: the token is being revoked, and the link has to leave its message.
  await adoptOrDelete(context, stored.id, place);
  return requireRequest(context, stored.id);
}

/** The message with the revoked link is updated like any other; where it can't be stored, it is deleted. */
async function adoptOrDelete({ notifier }: Context, requestId: string, place: Place): Promise<void> {
  try {
    await notifier.adopt(requestId, "link", place);
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    await notifier.deletePost(place);
  }
}

/** The link may have been clicked before Slack answered its post. */
async function pollSoon(context: Context, issued: Request): Promise<Request> {
  if (issued.linkClickedAt === null) return issued;
  const dueAt = await nextPoll(context, issued);
  return orCurrent(context, issued, context.store.amend(issued, { dueAt }, false));
}
