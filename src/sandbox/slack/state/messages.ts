// The workspace's messages, including ephemeral and deleted ones, and their changes.
import type { EventSink } from "../../journal.js";
import type { Block } from "../block-kit/blocks.js";
import type { Directory } from "./directory.js";
import type { Ids } from "./ids.js";

export interface Message {
  channel: string;
  ts: string;
  /** The author: the bot's user id, or a person's. */
  user: string;
  text: string;
  blocks: Block[];
  /** Set: only this person sees it. */
  ephemeralFor?: string;
  /** In a reply: the message that it replies to. */
  threadTs?: string;
  /** Present if the message is shown as "(edited)". */
  edited?: { user: string; ts: string };
  metadata?: unknown;
  deleted: boolean;
  /** Deleted while it had replies: "This message was deleted." stands in its place as long as it has some. */
  leftReplies?: boolean;
}

export type Draft = Omit<Message, "ts" | "deleted" | "leftReplies">;
type Revision = Pick<Message, "text" | "blocks"> & { metadata?: unknown };

export type MessageEvent =
  | { kind: "message_posted" | "message_deleted"; message: Message }
  | { kind: "message_edited"; message: Message; before: Message };

export class Messages {
  readonly all: Message[] = [];
  readonly #directory: Directory;
  readonly #ids: Ids;
  readonly #journal: EventSink<MessageEvent>;

  constructor(directory: Directory, ids: Ids, journal: EventSink<MessageEvent>) {
    this.#directory = directory;
    this.#ids = ids;
    this.#journal = journal;
  }

  post(draft: Draft): Message {
    const message: Message = { ...draft, ts: this.#ids.ts(), deleted: false };
    this.all.push(message);
    this.#journal.emit({ kind: "message_posted", message: snapshot(message) });
    return message;
  }

  edit(message: Message, { text, blocks, metadata }: Revision): void {
    const before = snapshot(message);
    message.text = text;
    message.blocks = blocks;
    // Metadata stays if omitted; an empty object clears it.
    if (metadata !== undefined) message.metadata = metadata;
    // An edit that brings blocks shows no "(edited)" mark.
    if (blocks.length === 0) message.edited = { user: message.user, ts: this.#ids.ts() };
    else delete message.edited;
    this.#journal.emit({ kind: "message_edited", message: snapshot(message), before });
  }

  remove(message: Message): void {
    message.deleted = true;
    message.leftReplies = this.repliesTo(message).length > 0;
    this.#journal.emit({ kind: "message_deleted", message: snapshot(message) });
  }

  find(channel: string, ts: string): Message | undefined {
    return this.all.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
  }

  /** What a person sees in a channel, without replies, oldest first; empty if they are no member. */
  seenBy(userId: string, channel: string): Message[] {
    return this.#visibleTo(userId, channel).filter((each) => !isReply(each));
  }

  /** What a person sees in a thread of the channel, without the message at its top. */
  repliesSeenBy(userId: string, channel: string, threadTs: string): Message[] {
    const standsThere = this.all.some(
      (each) => each.channel === channel && each.ts === threadTs && (!each.deleted || this.isTombstone(each)),
    );
    // A reply to what never was, or is gone altogether, is shown to nobody.
    if (!standsThere) return [];
    return this.#visibleTo(userId, channel).filter((each) => isReply(each) && each.threadTs === threadTs);
  }

  /** A message or a reply that a person sees. */
  seen(userId: string, channel: string, ts: string): Message | undefined {
    const found = this.#visibleTo(userId, channel).find((each) => each.ts === ts);
    if (found?.threadTs === undefined || !isReply(found)) return found;
    return this.repliesSeenBy(userId, channel, found.threadTs).find((each) => each.ts === ts);
  }

  /** Everybody's replies to a message, oldest first. */
  repliesTo({ channel, ts }: Message): Message[] {
    return this.all.filter(
      (each) =>
        each.channel === channel &&
        each.threadTs === ts &&
        isReply(each) &&
        !each.deleted &&
        each.ephemeralFor === undefined,
    );
  }

  /** Whether "This message was deleted." stands in a message's place. */
  isTombstone(message: Message): boolean {
    return message.deleted && message.leftReplies === true && this.repliesTo(message).length > 0;
  }

  #visibleTo(userId: string, channel: string): Message[] {
    if (!this.#directory.isMember(channel, userId)) return [];
    return this.all.filter(
      (each) =>
        each.channel === channel && !each.deleted && (each.ephemeralFor === undefined || each.ephemeralFor === userId),
    );
  }
}

export const isReply = ({ ts, threadTs }: Pick<Message, "ts" | "threadTs">): boolean =>
  threadTs !== undefined && threadTs !== ts;

export const snapshot = (message: Message): Message => structuredClone(message);

/** The message object in responses and payloads. */
export function wireMessage(message: Message, directory: Directory) {
  return {
    type: "message",
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: directory.team.id,
    blocks: message.blocks,
    ...(message.user === directory.bot.userId ? wireBot(directory) : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(["{}", undefined].includes(JSON.stringify(message.metadata)) ? {} : { metadata: message.metadata }),
  };
}

function wireBot({ bot, team }: Directory) {
  const { botId, appId, name } = bot;
  const profile = { id: botId, app_id: appId, name, icons: {}, team_id: team.id, deleted: false, updated: 0 };
  return { bot_id: botId, app_id: appId, bot_profile: profile };
}
