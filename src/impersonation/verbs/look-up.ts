// What a person may see of requests: their own, and for an approver everybody's. Nothing is changed, so no audit row is written.
import { requireApprover } from "../checks/authority.js";
import { freshForClick } from "../checks/freshness.js";
import type { RefusalLimits } from "../checks/refusal-limits.js";
import { type Context, requireRequest } from "../context.js";
import { ImpersonationError, isLookupFailure } from "../model/errors.js";
import { isLegal, isOpen } from "../model/lifecycle.js";
import type { Place } from "../model/message.js";
import type { Request } from "../model/request.js";
import type { RequestList, Whose } from "../ports/request-lists.js";

export interface Overview {
  readonly own: RequestList;
  /** Null for those who may not see them. `unknown`: Slack did not tell whether they may. */
  readonly others: RequestList | null | "unknown";
  /** Where the cards of those requests stand in Slack, by request id. */
  readonly cards: ReadonlyMap<string, Place>;
}

/** `open`: what is open, the newest first. `latest`: the last ten, whatever became of them. */
export type Sight = "open" | "latest";

const ownMax = 10;
const othersMax: Readonly<Record<Sight, number>> = { open: 20, latest: 10 };

type Limits = Pick<RefusalLimits, "run">;

export async function overview(context: Context, limits: Limits, by: string, sight: Sight): Promise<Overview> {
  const { store } = context;
  const list = async (whose: Whose, limit: number): Promise<RequestList> =>
    sight === "open"
      ? store.listOpen("open", whose, limit)
      : { requests: await store.listLatest(whose, limit), more: 0 };
  const own = await list({ of: by }, ownMax);
  const sees = await seesAll(context, limits, by).catch((error: unknown) => {
    if (!(error instanceof ImpersonationError)) throw error;
    return "unknown" as const;
  });
  const others = sees === true ? await list({ notOf: by }, othersMax[sight]) : sees === false ? null : sees;
  const shown = [...own.requests, ...(others === null || others === "unknown" ? [] : others.requests)];
  return { own, others, cards: await store.cardsOf(shown.map(({ id }) => id)) };
}

/** Throws where Slack does not tell. */
export async function seesAll(context: Context, limits: Limits, by: string): Promise<boolean> {
  try {
    await limits.run(by, () => requireApprover(context, by, freshForClick(context)));
    return true;
  } catch (error) {
    if (!(error instanceof ImpersonationError) || isLookupFailure(error.problem)) throw error;
    return false;
  }
}

/** Throws `no_such_request` for a number that nobody has, and in the same way for one that this person may not see. */
export async function find(context: Context, limits: Limits, number: number, by: string): Promise<Request> {
  const request = await context.store.byNumber(number);
  // The approver on record may revoke, also as no approver any more.
  if (request !== undefined && (by === request.actorSlackId || by === request.decidedBy)) return request;
  if (!(await seesAll(context, limits, by)) || request === undefined)
    throw new ImpersonationError({ code: "no_such_request", number });
  return request;
}

/** A person's own requests that they can cancel, or end the access of, the newest first. */
export async function candidates(
  { store }: Context,
  verb: "cancel" | "revoke",
  by: string,
): Promise<readonly Request[]> {
  if (verb === "revoke") return store.listLive(by);
  return (await store.openRequestsOf({ actorSlackId: by })).filter(({ status }) => isLegal("cancel", status)).reverse();
}

/** Before the form opens: throws `not_your_request`, and `already_open` while it need not be asked again. */
export async function askAgain(context: Context, id: string, by: string): Promise<Request> {
  const request = await requireRequest(context, id);
  if (by !== request.actorSlackId) throw new ImpersonationError({ code: "not_your_request", verb: "ask_again" });
  if (isOpen(request.status)) throw new ImpersonationError({ code: "already_open", request });
  return request;
}
