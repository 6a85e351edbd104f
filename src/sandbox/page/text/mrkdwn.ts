// Parses Slack's mrkdwn into rich text; escaped characters stay text. The rendering library parses mrkdwn too, but
// takes escaped text for markup, and drops what looks like a tag.
import { decode } from "../../slack/block-kit/entities.js";
import type { Inline, RichTextPart } from "../../slack/block-kit/rich-text.js";

type Style = NonNullable<Extract<Inline, { type: "text" }>["style"]>;

export interface Mrkdwn {
  readonly text: string;
  /** True: bare URLs, channel names and `@here` stay text. */
  readonly verbatim: boolean;
}

/** `channelIds`: by name, for `#name` in text that is not verbatim. */
export function richTextOf({ text, verbatim }: Mrkdwn, channelIds: ReadonlyMap<string, string>): RichTextPart[] {
  const grammar: Grammar = { verbatim, channelIds };
  return fenced(text).flatMap((piece, index) => {
    if (index % 2 === 1) return preformatted(piece);
    return piece === "" ? [] : quotesAndLines(piece, grammar);
  });
}

const fence = "```";

/** Alternates text and fenced code. An unclosed or empty fence is text. */
function fenced(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  let plain = "";
  for (;;) {
    const opening = rest.indexOf(fence);
    const closing = opening < 0 ? -1 : rest.indexOf(fence, opening + fence.length);
    if (closing < 0) return [...pieces, (plain + rest).replace(pieces.length > 0 ? /^\n/ : /^$/, "")];
    const inside = rest.slice(opening + fence.length, closing);
    const upTo = closing + fence.length;
    if (inside.trim() === "") {
      plain += rest.slice(0, upTo);
    } else {
      // The surrounding line breaks belong to the block.
      const before = (plain + rest.slice(0, opening)).replace(/\n$/, "");
      pieces.push(pieces.length > 0 ? before.replace(/^\n/, "") : before, inside);
      plain = "";
    }
    rest = rest.slice(upTo);
  }
}

interface Grammar {
  readonly verbatim: boolean;
  readonly channelIds: ReadonlyMap<string, string>;
}

function preformatted(text: string): RichTextPart[] {
  const inside = decode(text.replace(/^\n|\n$/g, ""));
  return [{ type: "rich_text_preformatted", elements: [{ type: "text", text: inside }] }];
}

const quoteMark = /^(?:&gt;|>) ?/;

function quotesAndLines(text: string, grammar: Grammar): RichTextPart[] {
  const parts: RichTextPart[] = [];
  let lines: string[] = [];
  let quoting = false;
  const finish = () => {
    const elements = inline(lines.join("\n"), {}, grammar);
    if (elements.length > 0) parts.push({ type: quoting ? "rich_text_quote" : "rich_text_section", elements });
    lines = [];
  };
  for (const line of text.split("\n")) {
    if (quoteMark.test(line) !== quoting) {
      finish();
      quoting = !quoting;
    }
    lines.push(quoting ? line.replace(quoteMark, "") : line);
  }
  finish();
  return parts;
}

const letter = String.raw`[\p{L}\p{N}_]`;

// A mark counts at a word boundary, as in "(*so*)", but not within a word, as in "2*3*4". Marks between angle brackets
// or backticks are skipped.
const marked = (mark: string) =>
  String.raw`(?<!${letter}|${mark})${mark}(?=[^\s${mark}])(?:<[^<>\n]*>|\u0060[^\u0060\n]*\u0060|\u0060(?![^\u0060\n]*\u0060)|[^${mark}\n<\u0060])*(?<=\S)${mark}(?!${letter}|${mark})`;
const always = [
  String.raw`<(?<control>[^<>\n]+)>`,
  String.raw`\u0060(?<code>[^\u0060\n]+)\u0060`,
  `(?<bold>${marked(String.raw`\*`)})`,
  `(?<italic>${marked("_")})`,
  `(?<strike>${marked("~")})`,
  `(?<!${letter}):(?<emoji>(?:[a-z0-9_+-]*[a-z][a-z0-9_+-]*|[+-]1)):(?!${letter})`,
];
const unlessVerbatim = [
  String.raw`(?<url>https?:\/\/(?:(?!&[lg]t;)[^\s<>|])+(?<=[^\s<>|.,;:!?)]))`,
  String.raw`(?<!${letter}|@)@(?<range>here|channel|everyone)\b`,
  String.raw`(?<!${letter}|#)#(?<channel>[\w-]+)`,
];
const verbatimToken = new RegExp(always.join("|"), "gu");
const anyToken = new RegExp([...always, ...unlessVerbatim].join("|"), "gu");

function inline(text: string, style: Style, grammar: Grammar): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  const styled = Object.keys(style).length === 0 ? {} : { style };
  const asText = (raw: string) => {
    if (raw !== "") found.push({ type: "text", text: decode(raw), ...styled });
  };
  for (const match of text.matchAll(grammar.verbatim ? verbatimToken : anyToken)) {
    const elements = meaning(match, style, grammar);
    if (elements === undefined) continue;
    asText(text.slice(from, match.index));
    found.push(...elements);
    from = match.index + match[0].length;
  }
  asText(text.slice(from));
  return found;
}

/** Undefined if it only looks like markup. */
function meaning({ 0: all, groups = {} }: RegExpExecArray, style: Style, grammar: Grammar): Inline[] | undefined {
  const within = (more: Style) => inline(all.slice(1, -1), { ...style, ...more }, grammar);
  const { control, code, bold, italic, strike, emoji, url, range, channel } = groups;
  if (control !== undefined) return controlSequence(control, style);
  if (code !== undefined) return [{ type: "text", text: decode(code), style: { ...style, code: true } }];
  if (bold !== undefined) return within({ bold: true });
  if (italic !== undefined) return within({ italic: true });
  if (strike !== undefined) return within({ strike: true });
  if (emoji !== undefined) return [{ type: "emoji", name: emoji }];
  if (url !== undefined) return [{ type: "link", url: decode(url), style }];
  if (range === "here" || range === "channel" || range === "everyone") return [{ type: "broadcast", range, style }];
  const id = channel === undefined ? undefined : grammar.channelIds.get(channel);
  return id === undefined ? undefined : [{ type: "channel", channel_id: id, style }];
}

function controlSequence(inside: string, style: Style): Inline[] | undefined {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : decode(inside.slice(bar + 1));
  const rest = target.slice(1);
  if (target === "" || rest === "") return undefined;
  if (target.startsWith("@")) return [{ type: "user", user_id: rest, style }];
  if (target.startsWith("#")) return [{ type: "channel", channel_id: rest, style }];
  if (!target.startsWith("!")) return [{ type: "link", url: decode(target), ...(label && { text: label }), style }];
  const group = /^subteam\^(.+)$/.exec(rest)?.[1];
  if (group !== undefined) return [{ type: "usergroup", usergroup_id: group, style }];
  if (rest === "here" || rest === "channel" || rest === "everyone") return [{ type: "broadcast", range: rest, style }];
  const [, timestamp, format, url] = /^date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(rest) ?? [];
  if (timestamp === undefined || format === undefined || !Number.isSafeInteger(Number(timestamp))) return undefined;
  return [
    {
      type: "date",
      timestamp: Number(timestamp),
      format,
      ...(url !== undefined && { url: decode(url) }),
      ...(label && { fallback: label }),
      style,
    },
  ];
}
