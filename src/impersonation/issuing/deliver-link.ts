// Posting the link to the actor: once, and only while the request is still approved and its checks hold.
import type { ApprovalChecks } from "../checks/approval-checks.js";
import type { Context } from "../context.js";
import type { ProblemCode } from "../model/errors.js";
import type { Request } from "../model/request.js";
import type { Secret } from "../model/secret.js";
import { waitUntil } from "../ports/clock.js";
import type { LinkPost } from "../ports/notifier.js";

/** How long rate limits are waited out in total. */
const deliveryTimeoutMs = 30_000;
/**
 * `not_wanted`: nothing was posted, because the request moved on meanwhile. `not_allowed`: the checks, repeated after a
 * wait, no longer hold.
 */
export type Delivery =
  | Exclude<LinkPost, { outcome: "rate_limited" }>
  | { readonly outcome: "not_wanted" }
  | { readonly outcome: "not_allowed"; readonly reason: ProblemCode };

/** Only a post that Slack rate-limited is repeated: any other that failed may have reached the actor. */
export async function deliverLink(
  context: Context,
  approved: Request,
  link: Secret,
  checks: ApprovalChecks,
): Promise<Delivery> {
  const { notifier, clock, stopping } = context;
  const giveUpAt = clock.now() + deliveryTimeoutMs;
  for (;;) {
    const reason = await checks.refusalNow();
    if (reason !== undefined) return { outcome: "not_allowed", reason };
    // A revoke can come at any time, also during a wait: it wins.
    if (!(await isStillApproved(context, approved))) return { outcome: "not_wanted" };
    const post = await notifier.postLink(approved, link);
    if (post.outcome !== "rate_limited") return post;
    const retryAt = clock.now() + post.retryAfterMs;
    if (retryAt > giveUpAt || !(await waitUntil(clock, retryAt, stopping))) {
      return { outcome: "refused", slackCode: "ratelimited" };
    }
  }
}

async function isStillApproved({ store }: Context, { id, attempt }: Request): Promise<boolean> {
  const current = await store.get(id);
  return current?.status === "approved" && current.attempt === attempt;
}
