// Asking: from what the actor typed to a pending request and its card.
import { requireApprovalPossible, requireRequester } from "../checks/authority.js";
import { identifyActor, identifySubject, type SubjectRef } from "../checks/identity.js";
import { refuseIf, subjectProblem } from "../checks/policy.js";
import type { Context } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { ImpersonationError, isStoreFailure, type Problem } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { type Rules, reasonMaxLength } from "../model/settings.js";
import { cancelUnshown } from "./show.js";

/** What was typed, as far as it could be read. */
export interface Draft {
  readonly who: SubjectRef | "invalid";
  readonly reason: string;
  /** Undefined: as long as the settings say. */
  readonly sessionMs: number | "invalid" | undefined;
}

export type DraftProblem = Extract<
  Problem,
  { code: "who_invalid" | "reason_missing" | "reason_too_long" | "duration_invalid" | "duration_too_long" }
>;

export interface Ask {
  readonly by: string;
  readonly draft: Draft;
  /** Names the payload that it came with: the same one twice makes one request. */
  readonly deliveryKey: string;
}

/** Clerk counts in seconds. Nothing that the bot offers is shorter, but a forged form may be. */
const minSessionMs = 1_000;

/** Everything that can be judged of a draft without asking anybody. */
export function draftProblems(draft: Draft, rules: Pick<Rules, "sessionMaxMs">): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (draft.who === "invalid") problems.push({ code: "who_invalid" });
  const { sessionMs = minSessionMs } = draft;
  if (sessionMs === "invalid" || sessionMs < minSessionMs) problems.push({ code: "duration_invalid" });
  else if (sessionMs > rules.sessionMaxMs) problems.push({ code: "duration_too_long", maxMs: rules.sessionMaxMs });
  const length = [...draft.reason.trim()].length;
  if (!hasSomethingToRead(draft.reason)) problems.push({ code: "reason_missing" });
  if (length > reasonMaxLength) problems.push({ code: "reason_too_long", length });
  return problems;
}

/** Controls, format characters and spaces are there, but nobody sees them. */
function hasSomethingToRead(text: string): boolean {
  return /[^\p{C}\p{Z}]/u.test(text);
}

export interface Asked {
  readonly request: Request;
  /** False: Slack does not take the card for the moment, and it is tried again. */
  readonly cardStands: boolean;
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
    // The request is stored, and scheduler shows it as soon as that can be stored as well.
    return "card_later" as const;
  });
  if (shown === "done" || shown === "card_later") return { request: inserted.request, cardStands: shown === "done" };
  await cancelUnshown(context, inserted.request, shown.cardRefused, []);
  throw new ImpersonationError({ code: shown.cardRefused });
}
