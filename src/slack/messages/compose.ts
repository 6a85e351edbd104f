// Turns plain data into Slack blocks in which nothing that a person typed can act as markup.
import type { types } from "@slack/bolt";

/**
 * Part of a line. Text is shown literally: rich text has no markup, so text that a person typed can't become a mention,
 * a link or formatting.
 */
export type Part =
  | string
  | { readonly bold: string }
  | { readonly user: string }
  | { readonly group: string }
  | { readonly channel: string }
  /** Milliseconds; shown in the reader's own time zone. */
  | { readonly at: number };

export type Line = readonly Part[];

export type Item = { readonly line: Line } | { readonly quote: string } | { readonly buttons: readonly types.Button[] };

export interface Content {
  /** For notifications and screen readers, escaped; at most 4,000 characters, the limit of `chat.update`. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

// Control characters, characters that are drawn as nothing or reorder or hide their neighbours, and lone surrogates, which a
// request body can't carry. What joins the parts of an emoji stays.
const invisible =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u2800\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** One line of text, safe to show. */
export function clean(text: string): string {
  return text.replace(invisible, " ").replace(/ {2,}/g, " ").trim();
}

export function compose(items: readonly Item[]): Content {
  return {
    text: shortenEscaped(items.flatMap((item) => asText(item) ?? []).join("\n"), 3900),
    blocks: items.flatMap((item) => asBlock(item) ?? []),
  };
}

/** Sentences carry the space after them, which is not wanted at the end of a line. */
function trimEnd(line: Line): Line {
  const last = line.at(-1);
  if (typeof last !== "string") return line;
  const rest = line.slice(0, -1);
  return last.trimEnd() === "" ? trimEnd(rest) : [...rest, last.trimEnd()];
}

function asBlock(item: Item): types.KnownBlock | undefined {
  if ("buttons" in item) {
    return item.buttons.length === 0 ? undefined : { type: "actions", elements: [...item.buttons] };
  }
  if ("quote" in item) {
    return {
      type: "rich_text",
      elements: [{ type: "rich_text_quote", elements: [{ type: "text", text: cleanLines(item.quote) || "–" }] }],
    };
  }
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: trimEnd(item.line).map(element) }] };
}

function element(part: Part): types.RichTextElement {
  if (typeof part === "string") return { type: "text", text: keepSpaces(part) };
  if ("bold" in part) return { type: "text", text: clean(part.bold) || "?", style: { bold: true } };
  if ("user" in part) return { type: "user", user_id: part.user };
  if ("group" in part) return { type: "usergroup", usergroup_id: part.group };
  if ("channel" in part) return { type: "channel", channel_id: part.channel };
  return {
    type: "date",
    timestamp: Math.floor(part.at / 1000),
    format: "{date_short_pretty} at {time}",
    fallback: formatTime(part.at),
  };
}

function asText(item: Item): string | undefined {
  if ("buttons" in item) return undefined;
  if ("quote" in item) return `“${escaped(shorten(clean(item.quote), 200))}”`;
  return trimEnd(item.line).map(partText).join("");
}

function partText(part: Part): string {
  if (typeof part === "string") return escaped(keepSpaces(part));
  if ("bold" in part) return escaped(clean(part.bold));
  if ("user" in part) return `<@${part.user}>`;
  if ("group" in part) return `<!subteam^${part.group}>`;
  if ("channel" in part) return `<#${part.channel}>`;
  const seconds = Math.floor(part.at / 1000);
  return `<!date^${seconds}^{date_short_pretty} at {time}|${formatTime(part.at)}>`;
}

// Between parts a space at either end is wanted, so it is not trimmed here.
function keepSpaces(text: string): string {
  return text.replace(invisible, " ") || " ";
}

/** The same for text of several lines. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(clean)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/**
 * Slack's markup begins with `&`, `<` or `>`: https://docs.slack.dev/messaging/formatting-message-text
 * URLs lose their schemes: an edit has no flags that keep Slack from fetching what its text links to.
 */
function escaped(text: string): string {
  const unlinked = text.replace(/[a-z0-9+.-]*:\/\/+/gi, "").replaceAll("://", ": ");
  return unlinked.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** At most `length` UTF-16 units, as Slack may count them, without cutting a character in two. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/\p{Cs}$/u, "")}…`;
}

/** The same for text with the bot's own markup, which is not cut in two either. */
function shortenEscaped(text: string, length: number): string {
  return text.length <= length ? text : shorten(text, length).replace(/(?:<[^<>]*|&[a-z]*)…$/, "…");
}

/** "2026-11-23 14:02 UTC", for readers whose Slack cannot show a time in their own zone. */
function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text, emoji: false };
}
