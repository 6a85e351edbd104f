// Renders rich text with the library, using this workspace's people, channels and times.
import type { ReactNode } from "react";
import { type Block as LibraryBlock, Message } from "slack-blocks-to-jsx";
import type { RichTextPart } from "../../slack/block-kit/rich-text.js";
import type { AnyText } from "../../slack/block-kit/text.js";
import { nowFor, personIn, useSeen } from "../workspace/seen.js";
import { drawable } from "./drawable.js";
import { richTextOf } from "./mrkdwn.js";
import { isSafe } from "./safe-address.js";
import { slackDate } from "./slack-time.js";

export function RichText({ parts }: { parts: readonly RichTextPart[] }) {
  const seen = useSeen();
  const block: LibraryBlock = { type: "rich_text", elements: parts.map((part) => drawable(part, nowFor(seen))) };
  return (
    <div className="rich-text">
      <Message
        blocks={[block]}
        name=""
        logo=""
        unstyled
        withoutWrapper
        hooks={{
          user: ({ id }) => <Mention me={id === seen.me}>@{personIn(seen, id)?.name ?? id}</Mention>,
          usergroup: ({ id }) => <Mention>@{seen.userGroups.find((each) => each.id === id)?.handle ?? id}</Mention>,
          channel: ({ id }) => (
            <Mention>#{seen.conversations.find((each) => each.id === id)?.name ?? "private"}</Mention>
          ),
          atHere: () => <Mention me>@here</Mention>,
          atChannel: () => <Mention me>@channel</Mention>,
          atEveryone: () => <Mention me>@everyone</Mention>,
          emoji: (emoji, drawn) => {
            const sign = drawn(emoji);
            return <>{sign === emoji.name ? `:${emoji.name}:` : sign}</>;
          },
          date: ({ timestamp, format }) => (
            <DateToken ms={Number(timestamp) * 1_000} format={format} nowMs={nowFor(seen)} />
          ),
          link: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
        }}
      />
    </div>
  );
}

export function Text({ text }: { text: AnyText }) {
  if (text.type === "mrkdwn") return <Mrkdwn text={text.text} verbatim={text.verbatim} />;
  return <span className="plain-text">{text.text}</span>;
}

export function Mrkdwn({ text, verbatim }: { text: string; verbatim: boolean }) {
  const { conversations } = useSeen();
  const channelIds = new Map(conversations.filter(({ kind }) => kind !== "im").map(({ name, id }) => [name, id]));
  return <RichText parts={richTextOf({ text, verbatim }, channelIds)} />;
}

function Mention({ me = false, children }: { me?: boolean; children: ReactNode }) {
  return <span className={me ? "mention me" : "mention"}>{children}</span>;
}

function DateToken({ ms, format, nowMs }: { ms: number; format: string; nowMs: number }) {
  return <time dateTime={new Date(ms).toISOString()}>{slackDate(format, ms, nowMs)}</time>;
}

function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  if (!isSafe(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
