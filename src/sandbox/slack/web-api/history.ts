// conversations.history and conversations.replies.
import { Args } from "../http/args.js";
import { refuse } from "../http/refusal.js";
import { isReply, type Message, wireMessage } from "../state/messages.js";
import type { ChannelRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import type { Method } from "./method.js";
import { pageOf } from "./page-of.js";
import { needOneOf, needScope } from "./scopes.js";

const historyScopes = { public: "channels:history", private: "groups:history", im: "im:history" };

export const history: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const channel = readable(args, state);
    // Newest first, without replies.
    const found = standing(channel, args, state)
      .filter((each) => !isReply(each))
      .reverse();
    return { ...page(found, args, state, 999), pin_count: 0 };
  },
};

export const replies: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const channel = readable(args, state);
    const ts = args.required("ts");
    const top = standing(channel, new Args({}), state).find((each) => each.ts === ts) ?? refuse("thread_not_found");
    // The message itself comes first, on whatever page.
    const found = standing(channel, args, state).filter((each) => isReply(each) && each.threadTs === ts);
    return page([top, ...found], args, state, 1000);
  },
};

/** A conversation whose messages the bot can read. */
function readable(args: Args, state: SlackState): ChannelRecord {
  needOneOf([...Object.values(historyScopes), "mpim:history"], state);
  const channel = state.directory.channels.get(args.required("channel")) ?? refuse("channel_not_found");
  if (!state.directory.isMember(channel.id, state.directory.bot.userId)) {
    refuse(channel.kind === "public" ? "not_in_channel" : "channel_not_found");
  }
  needScope(historyScopes[channel.kind], state);
  return channel;
}

/** What stands in a channel in the time that was asked for, oldest first; of a deleted message with replies a tombstone. */
function standing({ id }: ChannelRecord, args: Args, { messages }: SlackState): Message[] {
  const { since, until } = range(args);
  return messages.all
    .filter((each) => each.channel === id && each.ephemeralFor === undefined)
    .filter((each) => !each.deleted || messages.isTombstone(each))
    .filter(({ ts }) => since(Number(ts)) && until(Number(ts)));
}

function page(found: readonly Message[], args: Args, state: SlackState, most: number) {
  const { page, cursor } = pageOf(found, args, { most, given: state.settings.itemsPerPage });
  const withMetadata = args.flag("include_all_metadata") === true;
  const messages = page.map((each) => {
    if (each.deleted) return { ...tombstone(each), ...threadOf(each, state) };
    const { metadata, ...rest } = wireMessage(each, state.directory);
    return { ...rest, ...threadOf(each, state), ...(withMetadata && metadata !== undefined && { metadata }) };
  });
  return { messages, has_more: cursor !== "", response_metadata: { next_cursor: cursor } };
}

/** What a message with replies says about them. */
function threadOf(message: Message, { messages }: SlackState) {
  const found = messages.repliesTo(message);
  const last = found.at(-1);
  if (last === undefined) return {};
  const authors = [...new Set(found.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: found.length,
    reply_users: authors,
    reply_users_count: authors.length,
    latest_reply: last.ts,
  };
}

/** `oldest` and `latest` are exclusive unless `inclusive` is set. */
function range(args: Args): Record<"since" | "until", (ts: number) => boolean> {
  const bound = (name: string) => {
    const ts = args.text(name);
    if (ts !== undefined && !/^\d+(\.\d+)?$/.test(ts)) refuse(`invalid_ts_${name}`);
    return ts === undefined ? undefined : Number(ts);
  };
  const oldest = bound("oldest");
  const latest = bound("latest");
  const inclusive = args.flag("inclusive") === true;
  return {
    since: (ts) => oldest === undefined || ts > oldest || (inclusive && ts === oldest),
    until: (ts) => latest === undefined || ts < latest || (inclusive && ts === latest),
  };
}

/** What is shown of a deleted message that has replies. */
function tombstone({ ts }: Message) {
  return {
    type: "message",
    subtype: "tombstone",
    hidden: true,
    user: "USLACKBOT",
    text: "This message was deleted.",
    ts,
  };
}
