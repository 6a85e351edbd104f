// Messages and views as a person reads them: one line per block, mentions by name, buttons as [Label].
import { type Block, elementsOf } from "./block-kit/blocks.js";
import type { Element } from "./block-kit/elements.js";
import { offered } from "./block-kit/elements.js";
import { decode } from "./block-kit/entities.js";
import type { Inline, RichTextPart } from "./block-kit/rich-text.js";
import type { AnyText } from "./block-kit/text.js";
import type { Directory } from "./state/directory.js";
import type { Message } from "./state/messages.js";
import type { OpenView } from "./state/view-shapes.js";

export type Readable = Pick<Message, "text" | "blocks"> | OpenView | readonly Block[];

export function readable(what: Readable, directory: Directory): string {
  if ("viewId" in what) {
    const buttons = [what.close, what.submit].flatMap((label) => (label === undefined ? [] : [`[${label}]`]));
    const body = what.blocks.flatMap((each) => [readBlock(each, directory), what.errors[each.block_id] ?? ""]);
    return lines([what.title, ...body, buttons.join(" ")]);
  }
  const blocks = "blocks" in what ? what.blocks : what;
  // Blocks replace the text, which is then only for notifications and screen readers.
  if ("text" in what && blocks.length === 0) return readMrkdwn(what.text, directory);
  return lines(blocks.map((each) => readBlock(each, directory)));
}

const lines = (all: string[]) => all.filter((each) => each !== "").join("\n");

function readBlock(block: Block, directory: Directory): string {
  const text = (each: AnyText | undefined) => (each === undefined ? "" : readText(each, directory));
  const elements = elementsOf(block).map(readElement).join(" ");
  switch (block.type) {
    case "section":
      return [text(block.text), ...(block.fields ?? []).map(text), elements].filter((each) => each !== "").join(" · ");
    case "header":
      return text(block.text);
    case "context":
      return block.elements.map(text).join(" ");
    case "actions":
      return elements;
    case "input":
      return lines([`${text(block.label)}: ${elements}`, text(block.hint)]);
    case "rich_text":
      return lines(block.elements.map((part) => readPart(part, directory)));
    case "divider":
      return "———";
  }
}

function readElement(element: Element): string {
  switch (element.type) {
    case "button":
      return `[${element.text.text}]`;
    case "plain_text_input":
      return (
        element.initial_value ?? `____${element.placeholder === undefined ? "" : ` (${element.placeholder.text})`}`
      );
    case "overflow":
      return `(⋯ ${element.options.map((each) => each.text.text).join(" | ")})`;
    case "static_select":
      return `(${
        element.initial_option?.text.text ??
        offered(element)
          .map((each) => each.text.text)
          .join(" | ")
      } ▾)`;
    case "external_select":
      return `(${element.initial_option?.text.text ?? element.placeholder?.text ?? "search"} ▾)`;
    case "users_select":
      return `(${element.placeholder?.text ?? "person"} ▾)`;
  }
}

const readText = (text: AnyText, directory: Directory) =>
  text.type === "mrkdwn" ? readMrkdwn(text.text, directory) : text.text;

function readPart(part: RichTextPart, directory: Directory): string {
  const inline = (elements: readonly Inline[]) => elements.map((each) => readInline(each, directory)).join("");
  switch (part.type) {
    case "rich_text_list":
      return part.elements
        .map((each, index) => `${part.style === "bullet" ? "•" : `${index + 1}.`} ${inline(each.elements)}`)
        .join("\n");
    case "rich_text_quote":
      return inline(part.elements).replace(/^/gm, "> ");
    default:
      return inline(part.elements);
  }
}

function readInline(element: Inline, directory: Directory): string {
  switch (element.type) {
    case "text":
      return element.text;
    case "user":
      return `@${personName(element.user_id, directory)}`;
    case "usergroup":
      return `@${directory.userGroups.get(element.usergroup_id)?.handle ?? element.usergroup_id}`;
    case "channel":
      return `#${directory.channels.get(element.channel_id)?.name ?? element.channel_id}`;
    case "link":
      return element.text ?? element.url;
    case "date":
      return readTime(element.timestamp);
    case "emoji":
      return `:${element.name}:`;
    case "broadcast":
      return `@${element.range}`;
  }
}

/** Resolves control sequences and entities, but keeps marks such as `*bold*`. */
export function readMrkdwn(text: string, directory: Directory): string {
  return decode(text.replace(/<([^<>]+)>/g, (_, inside: string) => readSequence(inside, directory)));
}

function readSequence(inside: string, directory: Directory): string {
  const [target = "", label] = inside.split("|");
  if (target.startsWith("@")) return `@${personName(target.slice(1), directory)}`;
  if (target.startsWith("#")) return `#${directory.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  const group = /^!subteam\^(.+)$/.exec(target)?.[1];
  if (group !== undefined) return `@${directory.userGroups.get(group)?.handle ?? group}`;
  const time = /^!date\^(\d+)\^/.exec(target)?.[1];
  if (time !== undefined) return readTime(Number(time));
  return target.startsWith("!") ? `@${target.slice(1)}` : (label ?? target);
}

const personName = (id: string, directory: Directory) => directory.people.get(id)?.name ?? id;

/** `2026-11-24 00:10 UTC`. */
const readTime = (unixS: number) => `${new Date(unixS * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
