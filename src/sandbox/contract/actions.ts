// The actions that the page can request. The sandbox parses the input, the page the output.
import { z } from "zod";
import { option } from "../slack/block-kit/text.js";
import { clerkFaults, slackFaults } from "./backstage.js";

const id = z.string().min(1).max(255);
const place = z.union([z.strictObject({ channel: id, ts: id }), z.strictObject({ viewId: id })]);
export type ShownPlace = z.infer<typeof place>;
/** Identifies one of a person's windows, so that a form opens only there. */
const window = id.optional();
const element = { as: id, place, blockId: id, actionId: id, window };

/** Input and output of each `POST /api/<name>`. */
export const actions = {
  /** A line from the composer; a command if it begins with a slash. */
  type: {
    input: z.strictObject({ as: id, channel: id, line: z.string().min(1).max(12_000), window }),
    output: z.object({ outcome: z.enum(["sent", "acknowledged", "operation_timeout", "dispatch_failed"]) }),
  },
  /** An answer in a message's thread. */
  reply: {
    input: z.strictObject({ as: id, channel: id, ts: id, text: z.string().min(1).max(12_000) }),
    output: z.object({}),
  },
  /** Looking at a tab of the app's home, which the app may be told of. */
  open_home: {
    input: z.strictObject({ as: id, tab: z.enum(["home", "messages"]), window }),
    output: z.object({}),
  },
  shortcut: {
    input: z.strictObject({ as: id, callbackId: id, window }),
    output: z.object({ outcome: z.enum(["acknowledged", "failed"]) }),
  },
  press: {
    input: z.strictObject(element),
    output: z.object({ outcome: z.enum(["acknowledged", "warning_triangle"]) }),
  },
  choose: {
    input: z.strictObject({ ...element, value: id }),
    output: z.object({ outcome: z.enum(["acknowledged", "warning_triangle"]) }),
  },
  search: {
    input: z.strictObject({ ...element, query: z.string().max(1_000) }),
    output: z.object({
      /** `failed`: the app was late, or answered with what Slack does not show. */
      outcome: z.enum(["options", "too_short", "failed"]),
      groups: z.array(z.object({ label: z.string().optional(), options: z.array(option) })),
    }),
  },
  submit: {
    input: z.strictObject({
      as: id,
      viewId: id,
      /** By block id: typed text, an option's value, a person's id, an option from a search, or null if empty. */
      values: z.record(id, z.union([z.string().max(50_000), option, z.null()])),
    }),
    output: z.object({
      outcome: z.enum(["acknowledged", "errors", "trouble_connecting", "incomplete"]),
      /** For an incomplete form, which the client does not send: the error by block id. */
      incomplete: z.record(z.string(), z.string()),
    }),
  },
  /** `all`: the X in the corner, which closes the whole stack. */
  close: { input: z.strictObject({ as: id, viewId: id, all: z.boolean() }), output: z.object({}) },
  read: { input: z.strictObject({ as: id, channel: id, ts: id }), output: z.object({}) },
  faults: {
    input: z
      .strictObject({ clerk: z.enum(clerkFaults).optional(), slack: z.enum(slackFaults).optional() })
      .refine(
        ({ clerk, slack }) => clerk !== undefined || slack !== undefined,
        "say which fault, at Clerk or at Slack",
      ),
    output: z.object({}),
  },
  sockets: { input: z.strictObject({ what: z.enum(["drop", "refresh"]) }), output: z.object({}) },
  bot: { input: z.strictObject({ what: z.enum(["kill", "start", "kill_and_restart"]) }), output: z.object({}) },
  /** Moves the clock forward, by at most a week. */
  advance: { input: z.strictObject({ ms: z.int().min(1).max(604_800_000) }), output: z.object({}) },
  /** Hides the checklist of the first steps in every window, or shows it again. */
  checklist: { input: z.strictObject({ shown: z.boolean() }), output: z.object({}) },
  reset: { input: z.strictObject({}), output: z.object({}) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type ActionName = keyof typeof actions;
export const isAction = (name: string): name is ActionName => Object.hasOwn(actions, name);
export type ActionInput<Name extends ActionName> = z.input<(typeof actions)[Name]["input"]>;
export type ActionOutput<Name extends ActionName> = z.output<(typeof actions)[Name]["output"]>;

/** The body of every 4xx or 5xx response. */
export const refused = z.object({ error: z.string() });
