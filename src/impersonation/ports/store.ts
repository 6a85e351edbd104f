// The whole store, on one database.
import type { Request } from "../model/request.js";
import type { Moment } from "../model/schedule.js";
import type { HomeStore } from "./home-store.js";
import type { InstanceStore } from "./instance-store.js";
import type { MessageStore } from "./message-store.js";
import type { PendingReplyStore } from "./pending-reply-store.js";
import type { RequestLists } from "./request-lists.js";
import type { RequestStore } from "./request-store.js";
import type { SessionStore } from "./session-store.js";

/**
 * What a due request waits for. `record`: for no call to Clerk, or for a short one. `revoke`: a revoke that Clerk has not
 * confirmed. `end`: to end at Clerk what is over. `find`: the session of a link that was probably opened. `poll`: whether a
 * link or a session goes on.
 */
export const dueWork = ["record", "revoke", "end", "find", "poll"] as const;
export type DueWork = (typeof dueWork)[number];

export interface Due {
  readonly work: DueWork;
  readonly request: Request;
}

export interface DueStore {
  /** What is due by our clock: of each kind as many as `room` says, the longest due first, none of those in `except`. */
  due(moment: Moment, room: Readonly<Record<DueWork, number>>, except?: readonly string[]): Promise<readonly Due[]>;
  /** When anything in the store next falls due; null when nothing does. Writes first what was deferred, as that may be due. */
  nextDueAt(): Promise<number | null>;
  /**
   * Call it when the clock may have been set back since something was rescheduled: retries move to the new time. Times
   * that people were shown (until when a request waits for a decision, or can be retried) stay.
   */
  clockSetBack(now: number): Promise<void>;
}

export type Store = RequestStore &
  RequestLists &
  SessionStore &
  MessageStore &
  PendingReplyStore &
  DueStore &
  HomeStore &
  InstanceStore & { close(): Promise<void> };
