// A store whose calls can be made to fail as they do on a full disk: nothing of the call is stored.
import { ImpersonationError } from "../../src/impersonation/model/errors.js";
import type { Store } from "../../src/impersonation/ports/store.js";

export class FailingStore {
  /** Every write there was, by name, whether it failed or not. */
  readonly writes: string[] = [];
  #failsFrom = Number.POSITIVE_INFINITY;
  #healsAt = Number.POSITIVE_INFINITY;
  #fuse: string | undefined;

  /** The first of the coming writes to fail, counted from 0, and how many after one another. */
  failFrom(first: number, times: number): void {
    this.#failsFrom = this.writes.length + first;
    this.#healsAt = this.#failsFrom + times;
  }

  /** The next write of that name fails, and all after it until it heals. */
  failFromNext(name: string): void {
    this.#fuse = name;
  }

  /** Ends a failure that has begun; one that is still to come comes. */
  heal(): void {
    if (this.writes.length > this.#failsFrom) this.#healsAt = this.writes.length;
  }

  /** `store` with its writes counted, and failing where they are told to. */
  around(store: Store): Store {
    const written = <A extends readonly unknown[], R>(name: string, write: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        const index = this.writes.push(name) - 1;
        if (name === this.#fuse) {
          this.#fuse = undefined;
          this.#failsFrom = index;
        }
        const fails = index >= this.#failsFrom && index < this.#healsAt;
        if (fails) throw new ImpersonationError({ code: "store_unavailable", stage: "before" });
        return write(...args);
      };
    };
    const writes = {
      insert: written("insert", store.insert),
      move: written("move", store.move),
      amend: written("amend", store.amend),
      notPosted: written("notPosted", store.notPosted),
      claimSessions: written("claimSessions", store.claimSessions),
      sessionsEnded: written("sessionsEnded", store.sessionsEnded),
      record: written("record", store.record),
      claim: written("claim", store.claim),
      shown: written("shown", store.shown),
      postpone: written("postpone", store.postpone),
      release: written("release", store.release),
      retryRefused: written("retryRefused", store.retryRefused),
      markMissing: written("markMissing", store.markMissing),
      found: written("found", store.found),
      retired: written("retired", store.retired),
      drop: written("drop", store.drop),
      forget: written("forget", store.forget),
      adopt: written("adopt", store.adopt),
      invalidate: written("invalidate", store.invalidate),
      clockSetBack: written("clockSetBack", store.clockSetBack),
      addPendingReply: written("addPendingReply", store.addPendingReply),
      addOnceUnlocked: written("addOnceUnlocked", store.addOnceUnlocked),
      replied: written("replied", store.replied),
      homeOpened: written("homeOpened", store.homeOpened),
      homeShown: written("homeShown", store.homeShown),
      homeNotFollowed: written("homeNotFollowed", store.homeNotFollowed),
      renewLease: written("renewLease", store.renewLease),
      takeOver: written("takeOver", store.takeOver),
      takenOver: written("takenOver", store.takenOver),
      endLease: written("endLease", store.endLease),
      takeTurn: written("takeTurn", store.takeTurn),
    } satisfies Omit<Store, Reading>;
    return { ...store, ...writes };
  }
}

/** Whatever the store can do beside these is a write. */
type Reading =
  | "isShared"
  | "onChanged"
  | "leave"
  | "get"
  | "findByDeliveryKey"
  | "byNumber"
  | "listOpen"
  | "listLatest"
  | "listLive"
  | "cardsOf"
  | "openRequestsOf"
  | "recentSubjects"
  | "neededCards"
  | "due"
  | "liveLinks"
  | "heldSessions"
  | "messagesOf"
  | "messagesDue"
  | "nextDueAt"
  | "pendingReplies"
  | "homes"
  | "closedRequestsOf"
  | "decidedRequests"
  | "close";
