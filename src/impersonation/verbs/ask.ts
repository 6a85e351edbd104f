// Asking: from what the actor entered to a pending request and its card.
import { requireApprovalPossible, requireRequester } from "../checks/authority.js";
import { identifyActor, identifySubject } from "../checks/identity.js";
import { refuseIf, subjectClashes, subjectProblem } from "../checks/policy.js";
import type { Context } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { type Draft, named, requireReadable } from "../model/draft.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { cancelUnshown } from "./show.js";

export interface Ask {
  readonly by: string;
  readonly draft: Draft;
  /** Identifies the payload it came with: delivered twice, it makes one request. */
  readonly deliveryKey: string;
}

export interface Asked {
  readonly request: Request;
  /** False: Slack has not accepted the card yet, and it is retried. */
  readonly cardPosted: boolean;
}

/**
 * Undefined when the same payload made its request already. Refuses with an `ImpersonationError`; `about` then has whom it
 * was for, as entered and as found.
 */
export async function ask(
  context: Context,
  { by, draft, deliveryKey }: Ask,
  about: { named?: string; subject?: string },
): Promise<Asked | undefined> {
  const { rules, store, directory, identities, clock } = context;
  about.named = named(draft);
  const person = await requireRequester(context, by);
  const { who, reason, sessionMs = rules.sessionMs } = requireReadable(draft, rules);
  const subjectSlackId = who.kind === "slack" ? who.userId : null;

  const approvalPossible = deferRejection(requireApprovalPossible(context, by, subjectSlackId));
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
      subjectEmail: subject.primaryEmail,
      subjectSlackId,
      unverifiedClashes: subjectClashes(subject, actor, rules.protectedSubjects),
      reason,
      sessionMs,
      askedAt,
      lapsesAt: askedAt + rules.requestTtlMs,
    },
    deliveryKey,
    ["card", "asked"],
  );
  if (inserted.outcome === "duplicate") return undefined;
  if (inserted.outcome === "already_open") {
    throw new ImpersonationError({ code: "already_open", request: inserted.request });
  }
  const shown = await context.notifier.refresh(inserted.request.id).catch((error: unknown) => {
    if (!isStoreFailure(error)) throw error;
    // The request is stored, and the scheduler posts its card once the store works again.
    return "card_later" as const;
  });
  if (shown === "done" || shown === "card_later") return { request: inserted.request, cardPosted: shown === "done" };
  await cancelUnshown(context, inserted.request, shown.cardRefused, []);
  throw new ImpersonationError({ code: shown.cardRefused });
}
