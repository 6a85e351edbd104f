// Asking: from what the actor entered to a pending request and its card.
import { requireApprovalPossible, requireRequester } from "../checks/authority.js";
import { identifyActor, identifySubject, type SubjectRef } from "../checks/identity.js";
import { refuseIf, subjectProblem } from "../checks/policy.js";
import type { Context } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { ImpersonationError, isStoreFailure, type Problem } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { type Rules, reasonMaxLength } from "../model/settings.js";
import { cancelUnshown } from "./show.js";

/** What was entered, as far as it could be parsed. */
export interface Draft {
  readonly who: SubjectRef | "invalid";
  readonly reason: string;
  /** Undefined: the default of the settings. */
  readonly sessionMs: number | "invalid" | undefined;
}

export type DraftProblem = Extract<
  Problem,
  { code: "who_invalid" | "reason_missing" | "reason_too_long" | "duration_invalid" | "duration_too_long" }
>;

export interface Ask {
  readonly by: string;
  readonly draft: Draft;
  /** Identifies the payload it came with: delivered twice, it makes one request. */
  readonly deliveryKey: string;
}

/** Clerk counts in seconds. The bot offers nothing shorter, but a forged form may ask for it. */
const minSessionMs = 1_000;

/** The problems of a draft that need no look-up. */
export function draftProblems(draft: Draft, rules: Pick<Rules, "sessionMaxMs">): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (draft.who === "invalid") problems.push({ code: "who_invalid" });
  const { sessionMs = minSessionMs } = draft;
  if (sessionMs === "invalid" || sessionMs < minSessionMs) problems.push({ code: "duration_invalid" });
  else if (sessionMs > rules.sessionMaxMs) problems.push({ code: "duration_too_long", maxMs: rules.sessionMaxMs });
  const length = [...draft.reason.trim()].length;
  if (!hasVisibleText(draft.reason)) problems.push({ code: "reason_missing" });
  if (length > reasonMaxLength) problems.push({ code: "reason_too_long", length });
  return problems;
}

/** Something besides control characters, format characters and spaces. */
function hasVisibleText(text: string): boolean {
  return /[^\p{C}\p{Z}]/u.test(text);
}

export interface Asked {
  readonly request: Request;
  /** False: Slack has not accepted the card yet, and it is retried. */
  readonly cardPosted: boolean;
}

/** Undefined when the same payload made its request already. Refuses with an `ImpersonationError`. */
export async function ask(context: Context, { by, draft, deliveryKey }: Ask): Promise<Asked | undefined> {
  const { rules, store, directory, identities, clock } = context;
  const person = await requireRequester(context, by);
  refuseIf(draftProblems(draft, rules)[0]);
  if (draft.who === "invalid" || draft.sessionMs === "invalid") throw new ImpersonationError({ code: "who_invalid" });

  const approvalPossible = deferRejection(requireApprovalPossible(context, by));
  const actorFound = deferRejection(identifyActor(person, identities, rules));
  const subjectFound = deferRejection(identifySubject(draft.who, directory, identities));
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
      reason: draft.reason.trim(),
      sessionMs: draft.sessionMs ?? rules.sessionMs,
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
