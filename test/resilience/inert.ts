// Whether anything in a message or a form could act that the bot did not mean to: a ping, a link, an unseen character.
import { expect } from "vitest";
import { complaints } from "../../src/sandbox/slack/block-kit/complaints.js";
import { messageBlocks, surface } from "../../src/sandbox/slack/block-kit/surfaces.js";
import type { Content } from "../../src/slack/messages/blocks/compose.js";
import { isFields } from "./odd-json.js";

/** Whom and what a message may mention: ids. */
export type Mentions = readonly string[];

/** Controls, what reorders text, and halves of characters. */
const deceptive = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;
/** Line breaks are ours. */
const hides = (text: string) => deceptive.test(text.replaceAll("\n", ""));
// What `chat.update` takes.
const longestText = 4_000;

/** What a part of a block does beside showing text, and to whom or where. */
function action(part: unknown): readonly [string, unknown] | undefined {
  if (!isFields(part)) return undefined;
  switch (part.type) {
    case "user":
      return ["mentions", part.user_id];
    case "usergroup":
      return ["mentions", part.usergroup_id];
    case "channel":
      return ["mentions", part.channel_id];
    case "button":
      return part.url === undefined ? undefined : ["opens", part.url];
    case "link":
      return ["link", part.url];
    case "broadcast":
    case "mrkdwn":
    case "emoji":
      return [part.type, part.url ?? part.range ?? part.text];
    default:
      return undefined;
  }
}

function everyPart(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.values(value).flatMap(everyPart)];
}

/** Complaints about blocks, whether of a message or a form; none, if all is well. */
export function actingIn(blocks: unknown, mentions: Mentions, opens?: string): string[] {
  const parts = everyPart(blocks);
  const acts = parts.flatMap((part) => {
    const [what, target] = action(part) ?? [];
    const meant = what === undefined || (what === "opens" ? target === opens : isMeant(what, target, mentions));
    return meant ? [] : [`${what} ${String(target)}`];
  });
  const hidden = parts.filter((part) => typeof part === "string" && part !== opens && hides(part));
  return [...acts, ...hidden.map((text) => `unseen characters in ${JSON.stringify(text)}`)];
}

function isMeant(what: string, target: unknown, mentions: Mentions): boolean {
  if (typeof target !== "string") return false;
  return what === "mentions" ? mentions.includes(target) : what === "link" && ourAddress.test(target);
}

/** A user in the Clerk Dashboard, or a message in Slack. */
const ourAddress =
  /^https:\/\/(?:dashboard\.clerk\.com\/~\/users\/user_[A-Za-z0-9]+|acme\.slack\.com\/archives\/C[A-Z0-9]+\/p\d+)$/;

/** The same for the text beside the blocks, in which Slack does read markup. */
export function actingInText(text: string, mentions: Mentions): string[] {
  const rest = text.replace(
    /<(?:@|#|!subteam\^)([A-Z0-9_]+)>|<!date\^-?\d+\^(?:\{date_short(?:_pretty)?\} at )?\{time\}\|[^<>|]*>/g,
    (all, id?: string) => (id === undefined || mentions.includes(id) ? "" : all),
  );
  return [
    ...(/[<>]/.test(rest) ? ["markup"] : []),
    ...(/&(?!amp;|lt;|gt;)/.test(rest) ? ["a bare ampersand"] : []),
    ...(rest.includes("://") ? ["an address"] : []),
    ...(hides(rest) ? ["unseen characters"] : []),
    ...(text.length > longestText ? [`${text.length} characters`] : []),
    ...(text.trim() === "" ? ["nothing"] : []),
  ].map((what) => `${what} in the text ${JSON.stringify(text)}`);
}

/** Slack would take the message, and nothing in it acts but what we mean. */
export function expectInert(content: Content, mentions: Mentions, opens?: string): void {
  const read = messageBlocks.safeParse(content.blocks, { reportInput: true });
  expect([
    ...complaints("blocks", read.error?.issues ?? []),
    ...actingIn(content.blocks, mentions, opens),
    ...actingInText(content.text, mentions),
  ]).toEqual([]);
}

/** The same for a form. What was typed into its fields stands in them as it was typed. */
export function expectInertForm(view: unknown, mentions: Mentions, typed: readonly string[]): void {
  const read = surface.safeParse(view, { reportInput: true });
  const hidden = actingIn(view, mentions).filter(
    (words) => !typed.some((text) => words === `unseen characters in ${JSON.stringify(text)}`),
  );
  expect([...complaints("view", read.error?.issues ?? []), ...hidden]).toEqual([]);
}
