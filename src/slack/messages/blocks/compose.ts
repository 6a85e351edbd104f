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
  /** Milliseconds; shown in the reader's own time zone, with its date unless `as` says otherwise. */
  | { readonly at: number; readonly as?: keyof typeof dateFormats }
  /** A word that stands out from its line as a label does. */
  | { readonly tag: string }
  /** Something to copy and type. */
  | { readonly code: string }
  /** Text that leads to `link`, an address which the bot itself has built. */
  | { readonly link: string; readonly text: string };

export type Line = readonly Part[];

const dateFormats = {
  /** "today at 2:09 PM" or "Nov 28, 2026 at 2:09 PM", by the day of the reader. */
  near: "{date_short_pretty} at {time}",
  /** "Nov 28, 2026 at 2:09 PM", which says the same in a picture of it. */
  date: "{date_short} at {time}",
  time: "{time}",
} as const;

export type Item =
  | { readonly line: Line }
  | { readonly quote: string | Line }
  | { readonly list: readonly Line[] }
  /** Small print: shown in gray, its parts separated by dots. */
  | { readonly context: readonly string[] }
  | { readonly buttons: readonly types.Button[] };

export interface Content {
  /** One line for notifications and screen readers, escaped; at most 4,000 characters, the limit of `chat.update`. */
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
    text: shortenEscaped(
      items
        .flatMap(asText)
        .filter((text) => text !== "")
        .map(asSentence)
        .join(" "),
      3900,
    ),
    blocks: asBlocks(items),
  };
}

/** What follows each other without buttons in between is one block, which Slack draws without gaps. */
function asBlocks(items: readonly Item[]): types.KnownBlock[] {
  const blocks: types.KnownBlock[] = [];
  let parts: RichTextPart[] = [];
  const endRichText = () => {
    if (parts.length > 0) blocks.push({ type: "rich_text", elements: parts });
    parts = [];
  };
  for (const item of items) {
    if ("buttons" in item) {
      endRichText();
      if (item.buttons.length > 0) blocks.push({ type: "actions", elements: [...item.buttons] });
    } else if ("context" in item) {
      endRichText();
      const text = shorten(item.context.map(clean).join(" · "), contextMaxLength);
      if (text !== "") blocks.push({ type: "context", elements: [plain(text)] });
    } else {
      parts = withItem(parts, item);
    }
  }
  endRichText();
  return blocks;
}

/** Slack's limit. */
const contextMaxLength = 3_000;

type RichTextPart = types.RichTextBlockElement;

function withItem(
  parts: RichTextPart[],
  item: Exclude<Item, { buttons: unknown } | { context: unknown }>,
): RichTextPart[] {
  if ("quote" in item) {
    return [...parts, { type: "rich_text_quote", elements: quoteElements(item.quote) }];
  }
  if ("list" in item) {
    if (item.list.length === 0) return parts;
    return [...parts, { type: "rich_text_list", style: "bullet", elements: item.list.map(section) }];
  }
  if (trimEnd(item.line).length === 0) return parts;
  const previous = parts.at(-1);
  if (previous?.type !== "rich_text_section") return [...parts, section(item.line)];
  const elements: types.RichTextElement[] = [
    ...previous.elements,
    { type: "text", text: "\n" },
    ...section(item.line).elements,
  ];
  return [...parts.slice(0, -1), { type: "rich_text_section", elements }];
}

export function section(line: Line): types.RichTextSection {
  return { type: "rich_text_section", elements: trimEnd(line).map(element) };
}

/** Sentences carry the space after them, which is not wanted at the end of a line. */
function trimEnd(line: Line): Line {
  const last = line.at(-1);
  if (typeof last !== "string") return line;
  const rest = line.slice(0, -1);
  return last.trimEnd() === "" ? trimEnd(rest) : [...rest, last.trimEnd()];
}

/** Of several parts each keeps its line breaks and the spaces at its ends. */
function quoteElements(quote: string | Line): types.RichTextElement[] {
  if (typeof quote === "string") return [{ type: "text", text: cleanLines(quote) || "–" }];
  return quote.map((part) => (typeof part === "string" ? { type: "text", text: part } : element(part)));
}

function element(part: Part): types.RichTextElement {
  if (typeof part === "string") return { type: "text", text: keepSpaces(part) };
  if ("bold" in part) return { type: "text", text: clean(part.bold) || "?", style: { bold: true } };
  if ("user" in part) return { type: "user", user_id: part.user };
  if ("group" in part) return { type: "usergroup", usergroup_id: part.group };
  if ("channel" in part) return { type: "channel", channel_id: part.channel };
  if ("tag" in part) return { type: "text", text: clean(part.tag) || "?", style: { bold: true, code: true } };
  if ("code" in part) return { type: "text", text: clean(part.code) || "?", style: { code: true } };
  if ("link" in part) return { type: "link", url: part.link, text: clean(part.text) || "?" };
  return {
    type: "date",
    timestamp: Math.floor(part.at / 1000),
    format: dateFormats[part.as ?? "near"],
    fallback: formatTime(part.at),
  };
}

function asText(item: Item): string[] {
  if ("buttons" in item) return [];
  if ("context" in item) return [escaped(item.context.map(clean).join(", "))];
  if ("quote" in item) return [`“${escaped(shorten(clean(quoteText(item.quote)), 200))}”`];
  const lines = "list" in item ? item.list : [item.line];
  return lines.map((line) => trimEnd(line).map(partText).join(""));
}

/** Several of them stand in one line. */
function asSentence(text: string): string {
  return /[\p{L}\p{N})>]$/u.test(text) ? `${text}.` : text;
}

function quoteText(quote: string | Line): string {
  if (typeof quote === "string") return quote;
  return quote.map((part) => (typeof part === "string" ? part : "text" in part ? part.text : "")).join("");
}

function partText(part: Part): string {
  if (typeof part === "string") return escaped(keepSpaces(part));
  if ("bold" in part) return escaped(clean(part.bold));
  if ("user" in part) return `<@${part.user}>`;
  if ("group" in part) return `<!subteam^${part.group}>`;
  if ("channel" in part) return `<#${part.channel}>`;
  if ("tag" in part) return escaped(clean(part.tag));
  if ("code" in part) return escaped(clean(part.code));
  // Without its address: an edit has no flags that keep Slack from fetching it.
  if ("link" in part) return escaped(clean(part.text));
  const seconds = Math.floor(part.at / 1000);
  return `<!date^${seconds}^${dateFormats[part.as ?? "near"]}|${formatTime(part.at)}>`;
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

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** At most `length` UTF-16 units, as Slack may count them, without cutting a character or an emoji in two. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  // The character in which the text has to end is left out.
  const end = characters.segment(text).containing(length - 1)?.index ?? 0;
  return `${text.slice(0, end)}…`;
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
