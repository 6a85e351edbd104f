// Ending access at Clerk piece by piece: the token, and each session. What Clerk confirmed is not asked for again.
import { type Context, momentOf } from "../context.js";
import type { AuditEntry } from "../model/audit.js";
import { isStoreFailure } from "../model/errors.js";
import type { Closing, Patch, Request } from "../model/request.js";
import type { TokenRevocation, Urgency } from "../ports/identity-provider.js";
import type { HeldSession } from "../ports/session-store.js";
import { revokeActorToken, revokeSession } from "./clerk-effects.js";
import { closingIfOver, findSessions, noSessionExpected, type SessionLookup } from "./session-watch.js";
import { isPastExpiry, type Sureness } from "./sessions.js";

/** The sessions of a request that are over, as far as is known. */
interface SessionsEnded {
  /** Undefined while a session may live: a link that was just opened may get its session only seconds later. */
  readonly closing: Closing | undefined;
  /** Undefined where there is none. */
  readonly surest: Sureness | undefined;
}

export class Ending {
  /** Sessions whose end Clerk confirmed to this process. */
  readonly #ended = new Set<string>();
  /** Outcomes that are not on record yet. */
  readonly #unrecorded: AuditEntry[] = [];
  readonly #how;
  #token: Request["tokenRevocation"];

  constructor(
    private readonly context: Context,
    private readonly request: Request,
    private readonly by: string,
    urgency: Urgency = "revoke",
  ) {
    this.#token = request.tokenRevocation;
    this.#how = { urgency, onUnrecorded: (entry: AuditEntry) => void this.#unrecorded.push(entry) };
  }

  /** A person waits for it. */
  get isPressed(): boolean {
    return this.#how.urgency === "press";
  }

  /** Makes sure that the link opens nothing more, or finds out that it was opened. */
  async token(tokenId: string): Promise<TokenRevocation> {
    if (this.#token !== null) return this.#token;
    const answer = await revokeActorToken(this.context, this.request, tokenId, this.by, this.#how);
    if (answer === "revoked" || answer === "accepted") this.#token = answer;
    return answer;
  }

  /**
   * Whether no session can come of the link any more, once those that there were are over, as `closing` says. A link opens
   * once, so a session that certainly came of it is proof. One that only may have, as the customer's own backend can make
   * tokens for the same actor, is not: then Clerk has to have revoked the token, or the link to be too old. `token` tells
   * what Clerk says of it.
   */
  async isLinkSpent(
    { closing, surest }: SessionsEnded,
    token: (tokenId: string) => Promise<TokenRevocation> = (tokenId) => this.token(tokenId),
  ): Promise<boolean> {
    const { tokenId } = this.request;
    if (closing !== "sessions_ended" || surest === "certain" || tokenId === null) return true;
    const revocation = await token(tokenId);
    if (revocation === "revoked" || (revocation === "accepted" && surest === "likely")) return true;
    return noSessionExpected(this.request, momentOf(this.context));
  }

  /** Ids of the sessions that are known to live. None where the database can't be read. */
  async knownSessions(): Promise<readonly string[]> {
    const { store } = this.context;
    const held = await store.heldSessions(this.request.id, []).catch((error: unknown): readonly HeldSession[] => {
      if (!isStoreFailure(error)) throw error;
      return [];
    });
    return held.filter(({ endedAt }) => endedAt === null).map(({ sessionId }) => sessionId);
  }

  /**
   * Ends the sessions in `known`, then those that Clerk lists, and reads back. Throws only after all were tried: one that
   * Clerk does not end must not keep the others alive.
   */
  async sessions(known: readonly string[], listed?: SessionLookup): Promise<SessionsEnded> {
    const failures = await this.#endEach(known);
    let lookup = known.length === 0 && listed !== undefined ? listed : await this.#look();
    const others = toEnd(lookup).filter((id) => !known.includes(id));
    if (others.length > 0) {
      failures.push(...(await this.#endEach(others)));
      lookup = await this.#look();
    }
    const left = this.#withoutExpired(lookup);
    const closing = toEnd(left).length > 0 ? undefined : closingIfOver(this.context, this.request, left);
    // A call that failed may still have had its effect, and the list shows it.
    if (closing === undefined && failures.length > 0) throw failures[0];
    return { closing, surest: lookup.seen === "some" ? lookup.surest : undefined };
  }

  /** The same for what Clerk listed just now. */
  listed(lookup: SessionLookup): Promise<SessionsEnded> {
    return this.sessions(toEnd(lookup), lookup);
  }

  /** Puts on record what is not yet. */
  async record({ store }: Pick<Context, "store"> = this.context): Promise<void> {
    for (let entry = this.#unrecorded[0]; entry !== undefined; entry = this.#unrecorded[0]) {
      await store.record(entry);
      this.#unrecorded.shift();
    }
  }

  /** Puts on record which pieces are done, so that the next try does only the rest. */
  async remember(): Promise<Patch> {
    const { store, clock } = this.context;
    await this.record();
    if (this.#ended.size > 0) await store.sessionsEnded([...this.#ended], clock.now());
    // Another try may have learned it meanwhile.
    return this.#token === null ? {} : { tokenRevocation: this.#token };
  }

  async #look(): Promise<SessionLookup> {
    const lookup = await findSessions(this.context, this.request, this.#how.urgency);
    if (lookup.seen !== "some") return lookup;
    // One whose end was confirmed a moment ago may be missing in the list.
    return { ...lookup, unlisted: lookup.unlisted.filter((id) => !this.#ended.has(id)) };
  }

  /** Resolves with the errors of those that Clerk did not end. */
  async #endEach(ids: readonly string[]): Promise<unknown[]> {
    const ends = await Promise.allSettled(
      ids.map(async (id) => {
        await revokeSession(this.context, this.request, id, this.by, this.#how);
        this.#ended.add(id);
      }),
    );
    return ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  }

  /** One that was just ended and is past its expiry as well need not be waited for. */
  #withoutExpired(lookup: SessionLookup): SessionLookup {
    if (lookup.seen !== "some") return lookup;
    const { clerkNow } = momentOf(this.context);
    const live = lookup.live.filter((session) => !this.#ended.has(session.id) || !isPastExpiry(session, clerkNow));
    return { ...lookup, live };
  }
}

function toEnd(lookup: SessionLookup): readonly string[] {
  return lookup.seen === "some" ? [...lookup.live.map(({ id }) => id), ...lookup.unlisted] : [];
}
