// One entry of the audit: a move, a refusal, a change at Clerk or a delivery.

export interface AuditEntry {
  readonly at: number;
  readonly requestId: string | null;
  /** A Slack user id, or "understudy" for what the bot did on its own. */
  readonly by: string;
  /** A move (`approve`), or an effect: `refused`, `actor_token.create`, `session.revoke`, `deliver.link`, … */
  readonly action: string;
  /** `done`, `attempt` or another code; never a sentence. */
  readonly outcome: string;
  /** Ids, figures, and what people entered: no link, no token, no secret. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export const understudy = "understudy";
