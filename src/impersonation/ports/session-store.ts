// What the verbs need of a store about sessions: each belongs to one request, the first that claimed it, for good.

export interface HeldSession {
  readonly sessionId: string;
  readonly requestId: string;
  /** When Clerk confirmed that it is over, as far as a try that left others alive put it on record; else null. */
  readonly endedAt: number | null;
}

export interface SessionStore {
  /** The sessions that the request holds, and those of `sessionIds` that another one does. */
  heldSessions(requestId: string, sessionIds: readonly string[]): Promise<readonly HeldSession[]>;
  /** Claims for the request those sessions that no other holds. Returns the ids of those of them that it holds then. */
  claimSessions(requestId: string, sessionIds: readonly string[]): Promise<readonly string[]>;
  /** Clerk confirmed that these are over. */
  sessionsEnded(sessionIds: readonly string[], at: number): Promise<void>;
}
