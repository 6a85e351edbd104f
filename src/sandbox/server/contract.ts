// What the page and the sandbox say to each other. The sandbox parses what it is asked, the page what it is shown.
import { z } from "zod";
import { option } from "../slack/block-kit/text.js";

const person = z.object({
  id: z.string(),
  /** What follows the @. */
  name: z.string(),
  realName: z.string(),
  kind: z.enum(["member", "guest", "stranger", "bot"]),
});
export type ShownPerson = z.infer<typeof person>;

/** A block as it stands; whoever draws it finds out whether it is one they know. */
const anyBlock = z.looseObject({ type: z.string(), block_id: z.string() });
export type AnyBlock = z.infer<typeof anyBlock>;

const message = z.object({
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  blocks: z.array(anyBlock),
  onlyForYou: z.boolean(),
  edited: z.boolean(),
});
export type ShownMessage = z.infer<typeof message>;

const conversation = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["public", "private", "im"]),
  /** Of a direct conversation: who is at its other end. */
  withPerson: z.string().optional(),
  members: z.number(),
  /** Set where nothing can be written, and says why. */
  closed: z.string().optional(),
  unread: z.number(),
  mentions: z.number(),
  messages: z.array(message),
});
export type ShownConversation = z.infer<typeof conversation>;

const held = z.discriminatedUnion("type", [
  z.object({ type: z.literal("plain_text_input"), value: z.string().nullable() }),
  z.object({ type: z.enum(["static_select", "external_select"]), selected_option: option.nullable() }),
  z.object({ type: z.literal("users_select"), selected_user: z.string().nullable() }),
]);
export type ShownValue = z.infer<typeof held>;

const modal = z.object({
  viewId: z.string(),
  hash: z.string(),
  title: z.string(),
  submit: z.string().optional(),
  close: z.string().optional(),
  blocks: z.array(anyBlock),
  /** What the app says beside a field, by block id. */
  errors: z.record(z.string(), z.string()),
  /** What the fields hold, by block id and action id. */
  values: z.record(z.string(), z.record(z.string(), held)),
});
export type ShownModal = z.infer<typeof modal>;

/** The workspace as one person sees it. */
export const workspace = z.object({
  /** Grows with each reset. */
  run: z.number(),
  team: z.string(),
  me: z.string(),
  /** How far the sandbox's clock is ahead of the machine's. */
  aheadMs: z.number(),
  people: z.array(person),
  userGroups: z.array(z.object({ id: z.string(), handle: z.string(), name: z.string() })),
  commands: z.array(z.object({ name: z.string(), description: z.string(), usageHint: z.string() })),
  conversations: z.array(conversation),
  /** The stack that is open before this person, the topmost last. */
  modals: z.array(modal),
});
export type Workspace = z.infer<typeof workspace>;

export const clerkTroubles = ["none", "slow", "plan", "limit", "unavailable", "answer_lost"] as const;
export const slackTroubles = ["none", "rate_limited", "acks_lost"] as const;

const auditRow = z.object({
  id: z.number(),
  at: z.number(),
  by: z.string(),
  action: z.string(),
  outcome: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const request = z.object({
  id: z.string(),
  status: z.string(),
  attempt: z.number(),
  actor: z.string(),
  subjectId: z.string(),
  subjectName: z.string(),
  reason: z.string(),
  decidedBy: z.string().nullable(),
  tokenId: z.string().nullable(),
  failure: z.string().nullable(),
  closing: z.string().nullable(),
  askedAt: z.number(),
  /** When the bot next looks at it by itself. */
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
  /** Missing while the call is under way. */
  outcome: z.string().optional(),
  failed: z.boolean(),
  durationMs: z.number().optional(),
});
export type ShownCall = z.infer<typeof call>;

/** What nobody in the workspace sees: the bot, its record, and Clerk. Never the link, a token, a key or a payload. */
export const backstage = z.object({
  aheadMs: z.number(),
  bot: z.object({ state: z.enum(["running", "stopped", "changing"]), sockets: z.number() }),
  trouble: z.object({ clerk: z.enum(clerkTroubles), slack: z.enum(slackTroubles) }),
  /** Newest first. */
  requests: z.array(request),
  /** What was refused before there was a request, newest first. */
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
      createdAt: z.number(),
      expiresAt: z.number(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      user: z.string(),
      actor: z.string().nullable(),
      createdAt: z.number(),
      expireAt: z.number(),
    }),
  ),
  /** Newest first. */
  calls: z.array(call),
});
export type Backstage = z.infer<typeof backstage>;

const id = z.string().min(1).max(255);
const place = z.union([z.strictObject({ channel: id, ts: id }), z.strictObject({ viewId: id })]);
export type ShownPlace = z.infer<typeof place>;
const element = { as: id, place, blockId: id, actionId: id };

/** What can be asked for, each at `POST /api/<name>`, and what is answered. */
export const actions = {
  /** A line from the composer: a command where it begins with a slash. */
  type: {
    takes: z.strictObject({ as: id, channel: id, line: z.string().min(1).max(12_000) }),
    gives: z.object({ outcome: z.enum(["sent", "acknowledged", "operation_timeout", "dispatch_failed"]) }),
  },
  press: {
    takes: z.strictObject(element),
    gives: z.object({ outcome: z.enum(["acknowledged", "warning_triangle"]) }),
  },
  choose: {
    takes: z.strictObject({ ...element, value: id }),
    gives: z.object({ outcome: z.enum(["acknowledged", "warning_triangle"]) }),
  },
  search: {
    takes: z.strictObject({ ...element, query: z.string().max(1_000) }),
    gives: z.object({ options: z.array(option) }),
  },
  submit: {
    takes: z.strictObject({
      as: id,
      viewId: id,
      /** By block id: typed text, an option's value, a person's id, a found option, or null for an empty field. */
      values: z.record(id, z.union([z.string().max(50_000), option, z.null()])),
    }),
    gives: z.object({
      outcome: z.enum(["acknowledged", "errors", "trouble_connecting", "incomplete"]),
      /** Of an incomplete form, which the client did not send: what is wrong, by block id. */
      incomplete: z.record(z.string(), z.string()),
    }),
  },
  /** `all`: the X in the corner. */
  close: { takes: z.strictObject({ as: id, viewId: id, all: z.boolean() }), gives: z.object({}) },
  read: { takes: z.strictObject({ as: id, channel: id, ts: id }), gives: z.object({}) },
  trouble: {
    takes: z.strictObject({ clerk: z.enum(clerkTroubles).optional(), slack: z.enum(slackTroubles).optional() }),
    gives: z.object({}),
  },
  sockets: { takes: z.strictObject({ what: z.enum(["drop", "refresh"]) }), gives: z.object({}) },
  bot: { takes: z.strictObject({ what: z.enum(["kill", "start", "kill_and_restart"]) }), gives: z.object({}) },
  /** Moves the clock on, by a week at the most. */
  advance: { takes: z.strictObject({ ms: z.int().min(1).max(604_800_000) }), gives: z.object({}) },
  reset: { takes: z.strictObject({}), gives: z.object({}) },
} as const satisfies Record<string, { takes: z.ZodType; gives: z.ZodType }>;

export type ActionName = keyof typeof actions;
export type Takes<Name extends ActionName> = z.input<(typeof actions)[Name]["takes"]>;
export type Gives<Name extends ActionName> = z.output<(typeof actions)[Name]["gives"]>;

/** The answer to whatever was refused, with a 4xx status. */
export const refused = z.object({ error: z.string() });
