// What the verbs need of a store: requests, each moved by one conditional write with its audit row.
import type { AuditEntry } from "../model/audit.js";
import type { Move } from "../model/lifecycle.js";
import type { MessageKind, Place } from "../model/message.js";
import type { NamedSubject, NewRequest, Patch, Request } from "../model/request.js";

export type Inserted =
  | { outcome: "inserted"; request: Request }
  | { outcome: "duplicate" }
  | { outcome: "already_open"; request: Request }
  /** With all that the actor has open. */
  | { outcome: "too_many_open"; requests: readonly Request[] };

export interface Transition {
  readonly patch?: Patch;
  /** Who moves it and when, for the audit; action and outcome are the move's. */
  readonly by: string;
  readonly at: number;
  readonly detail?: AuditEntry["detail"];
  /** Written in the same transaction, before the move's own row; also where the condition does not hold. */
  readonly before?: AuditEntry;
  /** Written in the same transaction, after the move's own row. */
  readonly after?: AuditEntry;
  /** New messages that the actor gets with this move. */
  readonly announce?: readonly MessageKind[];
  /** Throws `actor_has_too_many_open` where the actor has that many other requests open. */
  readonly openMax?: number;
  /** A message that was posted already, and shows what the request becomes with this move. */
  readonly posted?: { readonly kind: MessageKind; readonly place: Place };
}

export interface Amendment {
  /** Written in the same transaction, also where the condition does not hold. */
  readonly entry?: AuditEntry;
  /** A message of this attempt that is about to be posted, outside the outbox's queue. */
  readonly posting?: { readonly kind: MessageKind; readonly since: number };
  /** New messages of kinds of which a request has one at most: one that it had before is not announced again. */
  readonly announce?: readonly MessageKind[];
}

export interface RequestStore {
  /**
   * Stores a pending request, its card and the actor's first message, with an audit row. `deliveryKey` (a hash)
   * identifies the payload it came with. Counted in the same transaction: the actor has at most `openMax` open.
   */
  insert(
    request: NewRequest,
    deliveryKey: string,
    announce: readonly MessageKind[],
    openMax: number,
  ): Promise<Inserted>;
  /** All open requests of a person, by Slack user or by what their tokens are stamped with, the oldest first. */
  openRequestsOf(
    actor: Pick<Request, "actorSlackId"> & Partial<Pick<Request, "actorSub">>,
  ): Promise<readonly Request[]>;
  /** For whom the actor has asked, each once, the last first; as many as `limit`. */
  recentSubjects(actorSlackId: string, limit: number): Promise<readonly NamedSubject[]>;
  get(id: string): Promise<Request | undefined>;
  /** The request that this payload created. */
  findByDeliveryKey(deliveryKey: string): Promise<Request | undefined>;
  /**
   * One conditional write and its audit row, in one transaction: takes effect only if the stored request still has
   * the status and the attempt of `seen`. Undefined: another write came first.
   */
  move(seen: Request, move: Move, transition: Transition): Promise<Request | undefined>;
  /** The same condition, without a change of status. `visible` raises the revision, which makes messages stale. */
  amend(seen: Request, patch: Patch, visible: boolean, about?: Amendment): Promise<Request | undefined>;
  /** The message that `amend` recorded as about to be posted was certainly not posted. */
  notPosted(request: Pick<Request, "id" | "attempt">, kind: MessageKind): Promise<void>;
  /** How many requests have a link that is out or in use. */
  liveLinks(): Promise<number>;
  record(entry: AuditEntry): Promise<void>;
}
