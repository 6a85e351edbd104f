// Parses mrkdwn for these tests: its elements, what they show, and their emphasis.
import { richTextOf } from "../../../../src/sandbox/page/text/mrkdwn.js";
import type { Inline, RichTextPart } from "../../../../src/sandbox/slack/block-kit/rich-text.js";

export interface Reading {
  readonly verbatim: boolean;
}

const channelIds = new Map([
  ["general", "CGENERAL"],
  ["impersonation-approvals", "CCARDS"],
]);

export const partsOf = (text: string, { verbatim }: Reading = { verbatim: true }): RichTextPart[] =>
  richTextOf({ text, verbatim }, channelIds);

export const elementsOf = (text: string, reading?: Reading): Inline[] => partsOf(text, reading).flatMap(inlinesOf);

function inlinesOf(part: RichTextPart): Inline[] {
  return part.type === "rich_text_list" ? part.elements.flatMap(inlinesOf) : part.elements;
}

/** The text on the page, with mentions and emoji as a person types them. */
export function shown(element: Inline): string {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return element.text ?? element.url;
    case "user":
      return `@${element.user_id}`;
    case "usergroup":
      return `@${element.usergroup_id}`;
    case "channel":
      return `#${[...channelIds].find(([, id]) => id === element.channel_id)?.[0] ?? element.channel_id}`;
    case "broadcast":
      return `@${element.range}`;
    case "emoji":
      return `:${element.name}:`;
    case "date":
      return element.fallback ?? element.format;
  }
}

export const textOf = (text: string, reading?: Reading): string => elementsOf(text, reading).map(shown).join("");

/** "so [bold: it] is" */
export function emphasisOf(text: string, reading?: Reading): string {
  return elementsOf(text, reading)
    .map((element) => {
      const styles = Object.keys(element.style ?? {}).sort();
      return styles.length === 0 ? shown(element) : `[${styles.join(" ")}: ${shown(element)}]`;
    })
    .join("");
}

/** Part by part: "quote: so it is". */
export const linesOf = (text: string, reading?: Reading): string[] =>
  partsOf(text, reading).map(
    (part) => `${part.type.replace("rich_text_", "")}: ${inlinesOf(part).map(shown).join("")}`,
  );
