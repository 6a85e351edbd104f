// Ending all live access: everybody's by an approver, or one's own. Each request is revoked by the verb, a few at a time.
import { requireApprover } from "../checks/authority.js";
import { freshForClick } from "../checks/freshness.js";
import type { RefusalLimits } from "../checks/refusal-limits.js";
import type { Context } from "../context.js";
import { ImpersonationError, isStoreFailure, type Problem } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { waitUntil } from "../ports/clock.js";
import { seesAll } from "./look-up.js";
import type { Revoked, RevokeHow } from "./revoke.js";

/** Whose access: everybody's, which an approver may end, or that of the person alone. */
export type Scope = "everybody" | "own";

export interface Live {
  readonly scope: Scope;
  readonly requests: readonly Request[];
}

/**
 * What came of one request. `not_confirmed`: Clerk is still asked. `never_confirmed`: it is not asked any more. `over`: access
 * had ended, or ended by itself meanwhile.
 */
export type RevokeResult =
  | {
      readonly request: Request;
      readonly outcome: "revoked" | "not_confirmed" | "never_confirmed" | "over";
      readonly recorded: boolean;
    }
  | { readonly request: Request; readonly outcome: "refused"; readonly problem: Problem };

/** Enough to use up Clerk's budget, and so few that each is on record within a second. */
const atOnce = 20;
const lookEveryMs = 1_000;
/** How long what Clerk has not confirmed at the first try is waited for; it goes on after that. */
const waitMaxMs = 60_000;

/** What `revoke all` would end. */
export async function live(context: Context, limits: Pick<RefusalLimits, "run">, by: string): Promise<Live> {
  const scope = (await seesAll(context, limits, by)) ? "everybody" : "own";
  return { scope, requests: await list(context, scope, by) };
}

function list({ store }: Context, scope: Scope, by: string): Promise<readonly Request[]> {
  return scope === "everybody" ? store.listLive() : store.listLive(by);
}

/**
 * Ends what is live now. `revoke` is the verb with its audit. Clerk's budget is shared with single presses, which go first; and
 * messages are left to the scheduler, which keeps within what Slack takes. Throws where the person may not.
 */
export async function revokeAll(
  context: Context,
  limits: Pick<RefusalLimits, "run">,
  { scope, by, onProgress }: { scope: Scope; by: string; onProgress: (done: number, of: number) => void },
  revoke: (id: string, how: RevokeHow) => Promise<Revoked>,
): Promise<readonly RevokeResult[]> {
  const since = freshForClick(context);
  if (scope === "everybody") await limits.run(by, () => requireApprover(context, by, since));
  const requests = await list(context, scope, by);
  const results: RevokeResult[] = [];
  if (requests.length > 0) onProgress(0, requests.length);
  const left = [...requests];
  const work = async () => {
    for (let request = left.shift(); request !== undefined; request = left.shift()) {
      results.push(
        await revokeOne(request, (id) => revoke(id, { since, urgency: "revoke", shows: false, chosen: "from record" })),
      );
      onProgress(results.length, requests.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return confirmed(context, results);
}

async function revokeOne(request: Request, revoke: (id: string) => Promise<Revoked>): Promise<RevokeResult> {
  try {
    const { confirmed, recorded } = await revoke(request.id);
    return { request, outcome: confirmed ? "revoked" : "not_confirmed", recorded };
  } catch (error) {
    // One that fails keeps no other alive.
    if (!(error instanceof ImpersonationError)) throw error;
    const { problem } = error;
    if (problem.code === "too_late") {
      const { request: closed } = problem;
      return { request: closed, outcome: neverConfirmed(closed) ? "never_confirmed" : "over", recorded: true };
    }
    return { request, outcome: "refused", problem };
  }
}

/**
 * The results once Clerk has confirmed those that it had not, or after a minute. Where the database fails meanwhile, what is
 * known.
 */
async function confirmed(context: Context, results: readonly RevokeResult[]): Promise<readonly RevokeResult[]> {
  try {
    const open = await stillLive(context, results);
    return await Promise.all(
      results.map((result) =>
        result.outcome === "not_confirmed" && !open.has(result.request.id) ? nowOver(context, result) : result,
      ),
    );
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return results;
  }
}

/** Ids of those that Clerk has still not confirmed, once it has all of them, or after a minute. */
async function stillLive(
  { store, clock, stopping }: Context,
  results: readonly RevokeResult[],
): Promise<ReadonlySet<string>> {
  const giveUpAt = clock.now() + waitMaxMs;
  let open = new Set(results.flatMap(({ request, outcome }) => (outcome === "not_confirmed" ? [request.id] : [])));
  while (open.size > 0 && clock.now() < giveUpAt) {
    if (!(await waitUntil(clock, clock.now() + lookEveryMs, stopping))) break;
    const living = (await store.listLive()).map(({ id }) => id);
    open = new Set(living.filter((id) => open.has(id)));
  }
  return open;
}

/** What became of one that gives no access any longer. */
async function nowOver({ store }: Context, result: RevokeResult): Promise<RevokeResult> {
  const request = (await store.get(result.request.id)) ?? result.request;
  const outcome = request.status === "revoked" ? "revoked" : neverConfirmed(request) ? "never_confirmed" : "over";
  return { request, outcome, recorded: true };
}

function neverConfirmed({ closing }: Request): boolean {
  return closing === "by_time_unconfirmed";
}
