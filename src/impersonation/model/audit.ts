// What is written down of every move, refusal, change at Clerk and delivery, for whoever asks later who did what.

export interface AuditEntry {
  readonly at: number;
  readonly requestId: string | null;
  /** A Slack user id, or "understudy" for what the bot did by itself. */
  readonly by: string;
  /** A move (`approve`), or an effect: `refused`, `actor_token.create`, `session.revoke`, `deliver.link`, … */
  readonly action: string;
  /** `done`, `attempt`, or what came back instead: a code, never a sentence. */
  readonly outcome: string;
  /** Ids and figures only: no link, no token, no secret. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export const understudy = "understudy";
