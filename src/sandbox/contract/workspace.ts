// The workspace as one person sees it, as sent to the page.
import { z } from "zod";
import { held } from "../slack/block-kit/form-state.js";

const person = z.object({
  id: z.string(),
  /** What follows the @. */
  name: z.string(),
  realName: z.string(),
  kind: z.enum(["member", "guest", "stranger", "bot"]),
});
export type ShownPerson = z.infer<typeof person>;

/** A block of any type; the renderer decides whether it knows it. */
const anyBlock = z.looseObject({ type: z.string(), block_id: z.string() });
export type AnyBlock = z.infer<typeof anyBlock>;

const reply = z.object({
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  blocks: z.array(anyBlock),
  onlyForYou: z.boolean(),
  edited: z.boolean(),
});
export type ShownReply = z.infer<typeof reply>;

const message = reply.extend({
  /** "This message was deleted." stands in its place, because of its replies. */
  deleted: z.boolean(),
  replies: z.array(reply),
});
export type ShownMessage = z.infer<typeof message>;

const conversation = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["public", "private", "im"]),
  /** In a direct conversation: the other person. */
  withPerson: z.string().optional(),
  members: z.number(),
  /** Set if nobody can write here; says why. */
  closed: z.string().optional(),
  unread: z.number(),
  mentions: z.number(),
  messages: z.array(message),
});
export type ShownConversation = z.infer<typeof conversation>;

const modal = z.object({
  viewId: z.string(),
  hash: z.string(),
  title: z.string(),
  submit: z.string().optional(),
  close: z.string().optional(),
  blocks: z.array(anyBlock),
  /** The app's error for a field, by block id. */
  errors: z.record(z.string(), z.string()),
  /** Field values, by block id and action id. */
  values: z.record(z.string(), z.record(z.string(), held)),
});
export type ShownModal = z.infer<typeof modal>;

const home = z.object({
  viewId: z.string(),
  blocks: z.array(anyBlock),
});

export const workspace = z.object({
  /** Incremented by each reset. */
  run: z.number(),
  team: z.string(),
  me: z.string(),
  /** Offset of the sandbox's clock from the machine's. */
  aheadMs: z.number(),
  people: z.array(person),
  userGroups: z.array(z.object({ id: z.string(), handle: z.string(), name: z.string() })),
  commands: z.array(z.object({ name: z.string(), description: z.string(), usageHint: z.string() })),
  /** The app's global shortcuts. */
  shortcuts: z.array(z.object({ callbackId: z.string(), name: z.string(), description: z.string() })),
  /** Permalinks begin with this, followed by a conversation's id. */
  permalinks: z.string(),
  /** Whether the app has a Home tab, and what it published there for this person. */
  app: z.object({ name: z.string(), homeTab: z.boolean(), home: home.optional() }),
  conversations: z.array(conversation),
  /** This person's open modals, the topmost last. */
  modals: z.array(modal),
});
export type Workspace = z.infer<typeof workspace>;
