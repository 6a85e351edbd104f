// Works around the rendering library, which ignores a date's fallback and link.
import type { Inline, RichTextPart } from "../../slack/block-kit/rich-text.js";
import { isValidTime, slackDate } from "./slack-time.js";

export function drawable(part: RichTextPart, nowMs: number): RichTextPart {
  if (part.type !== "rich_text_list") return { ...part, elements: part.elements.map((each) => drawn(each, nowMs)) };
  const items = part.elements.map((item) => ({ ...item, elements: item.elements.map((each) => drawn(each, nowMs)) }));
  return { ...part, elements: items };
}

function drawn(element: Inline, nowMs: number): Inline {
  if (element.type !== "date") return element;
  const { timestamp, format, url, fallback, style } = element;
  const ms = timestamp * 1_000;
  const styled = style === undefined ? {} : { style };
  if (!isValidTime(ms)) return { type: "text", text: fallback ?? format, ...styled };
  return url === undefined ? element : { type: "link", url, text: slackDate(format, ms, nowMs), ...styled };
}
