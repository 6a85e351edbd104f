// conversations.history.
import type { Args } from "../http/args.js";
import { refuse } from "../http/refusal.js";
import { type Message, wireMessage } from "../state/messages.js";
import type { Method } from "./method.js";
import { pageOf } from "./page-of.js";
import { needOneOf, needScope } from "./scopes.js";

const historyScopes = { public: "channels:history", private: "groups:history", im: "im:history" };

export const history: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    needOneOf([...Object.values(historyScopes), "mpim:history"], state);
    const channel = state.directory.channels.get(args.required("channel")) ?? refuse("channel_not_found");
    if (!state.directory.isMember(channel.id, state.directory.bot.userId)) {
      refuse(channel.kind === "public" ? "not_in_channel" : "channel_not_found");
    }
    needScope(historyScopes[channel.kind], state);
    const { since, until } = range(args);
    const inChannel = state.messages.all.filter(
      (each) => each.channel === channel.id && each.ephemeralFor === undefined,
    );
    const answered = new Set(inChannel.filter(({ deleted }) => !deleted).map(({ threadTs }) => threadTs));
    // Newest first, without ephemeral messages and replies. Of a deleted message with replies a tombstone stays.
    const found = inChannel
      .filter(({ ts, threadTs }) => threadTs === undefined || threadTs === ts)
      .filter(({ ts, deleted }) => !deleted || answered.has(ts))
      .filter(({ ts }) => since(Number(ts)) && until(Number(ts)))
      .reverse();
    const { page, cursor } = pageOf(found, args, { most: 999, given: state.settings.itemsPerPage });
    const withMetadata = args.flag("include_all_metadata") === true;
    const messages = page.map((each) => {
      if (each.deleted) return tombstone(each);
      const { metadata, ...rest } = wireMessage(each, state.directory);
      return withMetadata && metadata !== undefined ? { ...rest, metadata } : rest;
    });
    return { messages, has_more: cursor !== "", pin_count: 0, response_metadata: { next_cursor: cursor } };
  },
};

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

/** What history shows of a deleted message that has replies. */
function tombstone({ ts }: Message) {
  return {
    type: "message",
    subtype: "tombstone",
    hidden: true,
    user: "USLACKBOT",
    text: "This message was deleted.",
    ts,
    thread_ts: ts,
  };
}
