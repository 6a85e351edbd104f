// Slack's link crawler: fetches each URL in a post, unless both unfurl flags are false.
import type { EventSink } from "../journal.js";
import type { Block } from "./block-kit/blocks.js";
import type { Inline } from "./block-kit/rich-text.js";
import type { AnyText } from "./block-kit/text.js";
import type { Args } from "./http/args.js";
import type { Message } from "./state/messages.js";

export interface Unfurled {
  url: string;
  channel: string;
  ts: string;
}

export interface UnfurlEvent extends Unfurled {
  kind: "unfurled";
}

interface CrawlerState {
  readonly journal: EventSink<UnfurlEvent>;
  readonly unfurled: Unfurled[];
}

const urls = /https?:\/\/[^\s<>|]+/g;

/** Records and fetches what Slack would fetch. */
export function unfurl(message: Message, args: Args, { journal, unfurled }: CrawlerState): void {
  if (args.flag("unfurl_links") === false && args.flag("unfurl_media") === false) return;
  for (const url of new Set(linksIn(message))) {
    const found = { url, channel: message.channel, ts: message.ts };
    unfurled.push(found);
    journal.emit({ kind: "unfurled", ...found });
    // Only loopback is fetched: the emulated workspace makes no outside requests.
    if (isLoopback(url)) void crawl(url);
  }
}

function linksIn({ text, blocks }: Pick<Message, "text" | "blocks">): string[] {
  const marked = [text, ...blocks.flatMap(mrkdwnIn)].flatMap((each) => each.match(urls) ?? []);
  return [...marked, ...blocks.flatMap(richLinksIn)].map((url) => url.replaceAll("&amp;", "&"));
}

function mrkdwnIn(block: Block): string[] {
  const texts: (AnyText | undefined)[] =
    block.type === "section" ? [block.text, ...(block.fields ?? [])] : block.type === "context" ? block.elements : [];
  return texts.flatMap((each) => (each?.type === "mrkdwn" ? [each.text] : []));
}

function richLinksIn(block: Block): string[] {
  if (block.type !== "rich_text") return [];
  const inline = block.elements.flatMap((part): Inline[] =>
    part.type === "rich_text_list" ? part.elements.flatMap((each) => each.elements) : part.elements,
  );
  return inline.flatMap((each) => ("url" in each && each.url !== undefined ? [each.url] : []));
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}

async function crawl(url: string): Promise<void> {
  try {
    const answer = await fetch(url, { headers: { "user-agent": "Slackbot-LinkExpanding 1.0" } });
    await answer.body?.cancel();
  } catch {
    // A crawler ignores failed fetches.
  }
}
