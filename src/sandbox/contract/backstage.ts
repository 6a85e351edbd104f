// What the page shows behind the scenes, invisible to the people of the workspace.
import { z } from "zod";

export const clerkFaults = ["none", "slow", "plan", "limit", "unavailable", "answer_lost"] as const;
export const slackFaults = ["none", "rate_limited", "acks_lost"] as const;

export const auditRow = z.object({
  id: z.number(),
  at: z.number(),
  by: z.string(),
  action: z.string(),
  outcome: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const request = z.object({
  id: z.string(),
  status: z.string(),
  actor: z.string(),
  subjectId: z.string(),
  subjectName: z.string(),
  reason: z.string(),
  decidedBy: z.string().nullable(),
  tokenId: z.string().nullable(),
  failure: z.string().nullable(),
  closing: z.string().nullable(),
  /** When the scheduler next checks it. */
  dueAt: z.number().nullable(),
  audit: z.array(auditRow),
});
export type ShownRequest = z.infer<typeof request>;

const call = z.object({
  id: z.number(),
  at: z.number(),
  from: z.enum(["bot", "slack"]),
  to: z.enum(["bot", "slack", "clerk"]),
  what: z.string(),
  /** Missing while the call is in progress. */
  outcome: z.string().optional(),
  /** It ended with an error that nobody expects of such a call. */
  failed: z.boolean(),
  /** It was refused, with an answer that the bot expects and acts upon. */
  refused: z.boolean(),
  /** The code of Clerk's error. */
  code: z.string().optional(),
  durationMs: z.number().optional(),
});
export type ShownCall = z.infer<typeof call>;

/** The bot, its database, and Clerk. Never the link, a token, a key or a payload. */
export const backstage = z.object({
  bot: z.object({ state: z.enum(["running", "stopped", "changing"]), sockets: z.number() }),
  faults: z.object({ clerk: z.enum(clerkFaults), slack: z.enum(slackFaults) }),
  /** Newest first. */
  requests: z.array(request),
  /** Refusals without a request, newest first. */
  refusals: z.array(auditRow),
  users: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      username: z.string().nullable(),
      emails: z.array(z.string()),
      banned: z.boolean(),
      locked: z.boolean(),
    }),
  ),
  actorTokens: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      subject: z.string(),
      actor: z.string(),
      expiresAt: z.number(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      user: z.string(),
      actor: z.string().nullable(),
      expireAt: z.number(),
    }),
  ),
  /** Newest first. */
  calls: z.array(call),
});
export type Backstage = z.infer<typeof backstage>;
