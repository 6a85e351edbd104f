// Asking: from what the actor entered to a pending request and its card.
import type { AskLimits } from "../checks/ask-limits.js";
import { requireApprovalPossible, requireRequester } from "../checks/authority.js";
import { freshForAsk } from "../checks/freshness.js";
import { identifyActor, identifySubject } from "../checks/identity.js";
import { refuseIf, subjectClashes, subjectProblem } from "../checks/policy.js";
import type { Context } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { type Draft, named, requireReadable } from "../model/draft.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { cancelUnshown } from "../show.js";

export interface Ask {
  readonly by: string;
  readonly draft: Draft;
  /** Identifies the payload it came with: delivered twice, it makes one request. */
  readonly deliveryKey: string;
  /** The id of the request that this one asks again, by the form's word. */
  readonly askedAgainOf?: string | undefined;
}

export interface Asked {
  readonly request: Request;
  /** False: Slack has not accepted the card yet, and it is retried. */
  readonly cardPosted: boolean;
}

/** Whom a refused ask was for, as entered and as found. */
interface About {
  named?: string;
  subject?: string;
}

/**
 * The verb resolves with undefined when the same payload made its request already. It refuses with an
 * `ImpersonationError`.
 */
export function createAsk(
  context: Context,
  limits: AskLimits,
): (request: Ask, about: About) => Promise<Asked | undefined> {
  return (request, about) => ask(context, limits, request, about);
}

async function ask(
  context: Context,
  limits: AskLimits,
  { by, draft, deliveryKey, askedAgainOf }: Ask,
  about: About,
): Promise<Asked | undefined> {
  const { rules, store, askDirectory: directory, identities, clock } = context;
  about.named = named(draft);
  // What costs nothing comes first.
  const { who, reason, sessionMs = rules.sessionMs } = requireReadable(draft, rules);
  if ((await limits.pass(by, deliveryKey)) === "duplicate") return undefined;
  const since = freshForAsk(context);
  const authority = { rules, directory };
  const person = await requireRequester(authority, by, since);
  const subjectSlackId = who.kind === "slack" ? who.userId : null;

  const approvalPossible = deferRejection(requireApprovalPossible(authority, since, by, subjectSlackId));
  const actorFound = deferRejection(identifyActor(person, identities, rules));
  const subjectFound = deferRejection(
    identifySubject(who, directory, identities).then((found) => {
      about.subject = found.id;
      return found;
    }),
  );
  await approvalPossible();
  const actor = await actorFound();
  const subject = await subjectFound();
  refuseIf(subjectProblem(subject, actor, rules.protectedSubjects));

  const askedAt = clock.now();
  const inserted = await store.insert(
    {
      id: context.newRequestId(),
      actorSlackId: by,
      actorSub: actor.sub,
      actorClerkId: actor.clerkId,
      actorEmails: actor.emails,
      subjectId: subject.id,
      subjectName: subject.name,
      subjectEmail: subject.shownEmail,
      subjectSlackId,
      unverifiedClashes: subjectClashes(subject, actor, rules.protectedSubjects),
      reason,
      sessionMs,
      askedAgainOf: await sequelOf(context, askedAgainOf, by, subject.id),
      askedAt,
      lapsesAt: askedAt + rules.requestTtlMs,
    },
    deliveryKey,
    ["card", "asked"],
    rules.openRequestsMax,
  );
  if (inserted.outcome === "duplicate") return undefined;
  if (inserted.outcome === "already_open") {
    throw new ImpersonationError({ code: "already_open", request: inserted.request });
  }
  if (inserted.outcome === "too_many_open") {
    throw new ImpersonationError({ code: "too_many_open", requests: inserted.requests, max: rules.openRequestsMax });
  }
  const shown = await context.notifier.refresh(inserted.request.id).catch((error: unknown) => {
    if (!isStoreFailure(error)) throw error;
    // The request is stored, and the scheduler posts its card once the store works again.
    return "card_later" as const;
  });
  if (shown === "done" || shown === "card_later") return { request: inserted.request, cardPosted: shown === "done" };
  await cancelUnshown(context, inserted.request, shown, []);
  throw new ImpersonationError(shown.cardRefused);
}

/** Null where the person asks for somebody else than before, or names a request that is not theirs. */
async function sequelOf(
  { store }: Context,
  id: string | undefined,
  actorSlackId: string,
  subjectId: string,
): Promise<string | null> {
  const previous = id === undefined ? undefined : await store.get(id);
  return previous?.actorSlackId === actorSlackId && previous.subjectId === subjectId ? previous.id : null;
}
