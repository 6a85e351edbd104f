// The verbs of an impersonation, the same for command, button, form and timer.

import { AskLimits } from "./checks/ask-limits.js";
import { RefusalLimits } from "./checks/refusal-limits.js";
import { type Context, recordIfPossible } from "./context.js";
import { type Draft, type DraftProblem, draftProblems, named } from "./model/draft.js";
import { ImpersonationError, reasonOf } from "./model/errors.js";
import type { NamedSubject, Request } from "./model/request.js";
import { shortId } from "./model/short-id.js";
import { show } from "./show.js";
import { attend } from "./upkeep/attend.js";
import { type Ask, type Asked, createAsk } from "./verbs/ask.js";
import { approve, cancel, checkDenial, deny, requireDenier, retry } from "./verbs/decide.js";
import { findSubjects, requireMayAsk, suggestSubjects } from "./verbs/find-subjects.js";
import { linkClicked } from "./verbs/link-clicked.js";
import { askAgain, candidates, find, type Overview, overview, type Sight } from "./verbs/look-up.js";
import { createRevoke, type Revoked, type RevokeHow } from "./verbs/revoke.js";
import { type Live, live, type RevokeResult, revokeAll, type Scope } from "./verbs/revoke-all.js";

/** Every verb refuses with an `ImpersonationError`, and audits the refusal. */
export interface Impersonation {
  /** Undefined: the same payload made its request already. */
  ask(request: Ask): Promise<Asked | undefined>;
  /** The problems of a draft that need no look-up. */
  draftProblems(draft: Draft): readonly DraftProblem[];
  /** Refuses those who open forms too often. */
  requireFormRate(by: string): Promise<void>;
  /** Refuses those who may not ask, as far as Slack said lately. */
  requireMayAsk(by: string): Promise<void>;
  /** Whom somebody may mean who has typed so much. Those who may not ask are refused, off the record. */
  suggestSubjects(by: string, typed: string): Promise<readonly NamedSubject[]>;
  /** Whom the draft's `name` may mean: one to ten users. */
  findSubjects(by: string, name: string, draft: Draft): Promise<readonly NamedSubject[]>;
  /** The request after the decision: `issued`, or what became of it. */
  approve(id: string, by: string): Promise<Request>;
  retry(id: string, by: string): Promise<Request>;
  /** Refuses what can be refused before the form for the note opens. */
  checkDenial(id: string, by: string): Promise<Request>;
  /** Refuses, with look-ups, those who may not deny. What can't be looked up is asked again when they deny. */
  requireDenier(id: string, by: string): Promise<void>;
  deny(id: string, by: string, note: string): Promise<Request>;
  cancel(id: string, by: string): Promise<Request>;
  /** Resolves after the first try at Clerk; what is left of it goes on by itself. */
  revoke(id: string, by: string, how?: RevokeHow): Promise<Revoked>;
  /** What a person may see. A look is not audited. */
  overview(by: string, sight: Sight): Promise<Overview>;
  /** The request that this person calls by its number. */
  find(number: number, by: string): Promise<Request>;
  /** A person's own requests that they can cancel, or end the access of. */
  candidates(verb: "cancel" | "revoke", by: string): Promise<readonly Request[]>;
  /** What a press on "Revoke all" would end. */
  live(by: string): Promise<Live>;
  /** Ends it, each request with an audit of its own. Resolves once Clerk has confirmed, or after a minute of asking. */
  revokeAll(scope: Scope, by: string, onProgress: (done: number, of: number) => void): Promise<readonly RevokeResult[]>;
  /** The request whose person wants to ask again, before the form opens. */
  askAgain(id: string, by: string): Promise<Request>;
  /** A click on the link's button is no proof of use, but a reason to poll. */
  linkClicked(id: string, by: string): Promise<void>;
  /** Does what is due for a request without a click; false where there was nothing to do for now. */
  attend(request: Request): Promise<boolean>;
  /** Syncs the request's messages. */
  show(id: string): Promise<void>;
}

type RefusalDetail = Record<string, string>;

export function createImpersonation(context: Context): Impersonation {
  const askLimits = new AskLimits(context);
  const refusalLimits = new RefusalLimits(context);
  const ask = createAsk(context, askLimits);
  const revoke = createRevoke(context, refusalLimits);
  /** What `work` puts into `about` is recorded with a refusal. */
  const audited = async <T>(
    verb: string,
    id: string | null,
    by: string,
    work: (about: RefusalDetail) => Promise<T>,
    shows = true,
  ): Promise<T> => {
    const about: RefusalDetail = {};
    try {
      return await work(about);
    } catch (error) {
      const problem = error instanceof ImpersonationError ? error.problem : undefined;
      const known = problem?.code === "unknown_request" ? null : id;
      const reason = problem && reasonOf(problem);
      const detail = { verb, ...(reason !== undefined && { reason }), ...about };
      // The person gets the refusal even where it can't be recorded.
      const outcome = problem?.code ?? "error";
      await recordIfPossible(context, { requestId: known, by, action: "refused", outcome, detail });
      throw error;
    } finally {
      // At once, as the messages may take long to sync: a retry at Clerk must not wait for them.
      context.wakeScheduler();
      // Also after a refusal: the click may have come from a stale message.
      if (id !== null && shows) context.inBackground(() => show(context, id));
    }
  };
  const decision = <T>(verb: string, id: string, by: string, work: () => Promise<T>): Promise<T> =>
    audited(verb, id, by, () => refusalLimits.run(by, work));
  return {
    ask: (request) => audited("ask", null, request.by, (about) => ask(request, about)),
    draftProblems: (draft) => draftProblems(draft, context.rules),
    requireFormRate: (by) => audited("ask", null, by, async () => askLimits.passForm(by)),
    requireMayAsk: (by) =>
      audited("ask", null, by, async () => {
        await requireMayAsk(context, by);
      }),
    suggestSubjects: (by, typed) => suggestSubjects(context, by, typed),
    findSubjects: (by, name, draft) =>
      audited("ask", null, by, async (about) => {
        about.named = named(draft);
        return findSubjects(context, askLimits, by, name, draft);
      }),
    approve: (id, by) => decision("approve", id, by, () => approve(context, id, by)),
    retry: (id, by) => decision("retry", id, by, () => retry(context, id, by)),
    checkDenial: (id, by) => decision("deny", id, by, () => checkDenial(context, id, by)),
    requireDenier: (id, by) => decision("deny", id, by, () => requireDenier(context, id, by)),
    deny: (id, by, note) => decision("deny", id, by, () => deny(context, id, by, note)),
    cancel: (id, by) => audited("cancel", id, by, () => cancel(context, id, by)),
    revoke: (id, by, how) => audited("revoke", id, by, () => revoke(id, by, how), how?.shows),
    overview: (by, sight) => overview(context, refusalLimits, by, sight),
    find: (number, by) =>
      audited("find", null, by, (about) => {
        about.request = shortId({ number });
        return find(context, refusalLimits, number, by);
      }),
    candidates: (verb, by) => candidates(context, verb, by),
    live: (by) => live(context, refusalLimits, by),
    revokeAll: (scope, by, onProgress) =>
      audited("revoke_all", null, by, () =>
        revokeAll(context, refusalLimits, { scope, by, onProgress }, (id, how) =>
          audited("revoke", id, by, () => revoke(id, by, how), how.shows),
        ),
      ),
    askAgain: (id, by) => audited("ask_again", id, by, () => askAgain(context, id, by)),
    linkClicked: (id, by) => audited("open", id, by, () => linkClicked(context, id, by)),
    attend: (request) => attend(context, request),
    show: (id) => show(context, id),
  };
}
