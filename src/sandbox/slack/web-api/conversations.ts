// conversations.info, conversations.members, conversations.history and conversations.open.
import type { Args } from "../http/args.js";
import { refuse, refuseWith } from "../http/refusal.js";
import { wireMessage } from "../state/messages.js";
import type { ChannelRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import type { Method } from "./method.js";
import { needOneOf, needScope } from "./scopes.js";

const scopeOf = { public: "channels:read", private: "groups:read", im: "im:read" };

export const info: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const channel = visible(args, state);
    const count = args.flag("include_num_members") ? { num_members: channel.members.length } : {};
    return { channel: { ...wireChannel(channel, state), ...count } };
  },
};

export const members: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const { members: everyone } = visible(args, state);
    const { page, cursor } = pageOf(everyone, args, { most: 1000, given: state.settings.itemsPerPage });
    return { members: page, response_metadata: { next_cursor: cursor } };
  },
};

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
    // Newest first, without ephemeral messages.
    const found = state.messages.all
      .filter((each) => each.channel === channel.id && !each.deleted && each.ephemeralFor === undefined)
      .filter((each) => since(Number(each.ts)) && until(Number(each.ts)))
      .reverse();
    const { page, cursor } = pageOf(found, args, { most: 999, given: state.settings.itemsPerPage });
    const withMetadata = args.flag("include_all_metadata") === true;
    const messages = page.map((each) => {
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

/** A page may be smaller than requested; only an empty cursor means the end. */
function pageOf<T>(all: readonly T[], args: Args, { most, given }: { most: number; given: number }) {
  const limit = Number(args.text("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) refuse("invalid_limit");
  const from = cursorPosition(args.text("cursor"), all.length);
  const to = from + Math.min(limit, given);
  const cursor = to < all.length ? Buffer.from(`next:${to}`).toString("base64") : "";
  return { page: all.slice(from, to), cursor };
}

export const open: Method = {
  token: "bot",
  scopes: ["im:write"],
  run: (args, { state: { directory } }) => {
    const users = args.text("users")?.split(",") ?? refuse("users_list_not_supplied");
    if (users.length > 1) refuseWith("invalid_arguments", ["[ERROR] the emulated workspace has no group messages"]);
    const person = directory.people.get(users[0] ?? "") ?? refuse("user_not_found");
    if (person.id === directory.bot.userId) refuse("cannot_dm_bot");
    if (person.deleted) refuse("user_disabled");
    if (!person.visible) refuse("user_not_visible");
    return { channel: { id: directory.direct(person.id, directory.bot.userId).id } };
  },
};

/** A conversation that the bot can see, given the scope for its kind. */
function visible(args: Args, state: SlackState): ChannelRecord {
  needOneOf(["channels:read", "groups:read", "im:read", "mpim:read"], state);
  const channel = state.directory.channels.get(args.required("channel")) ?? refuse("channel_not_found");
  if (channel.kind !== "public" && !state.directory.isMember(channel.id, state.directory.bot.userId)) {
    refuse("channel_not_found");
  }
  needScope(scopeOf[channel.kind], state);
  return channel;
}

function cursorPosition(cursor: string | undefined, most: number): number {
  if (cursor === undefined) return 0;
  const position = Number(/^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1]);
  return position > 0 && position < most ? position : refuse("invalid_cursor");
}

function wireChannel({ id, name, kind, isArchived, isExtShared }: ChannelRecord, { directory }: SlackState) {
  const shared = { id, created: 0, is_archived: isArchived, is_im: kind === "im", is_org_shared: false };
  if (kind === "im") {
    const person = directory.channel(id).members.find((each) => each !== directory.bot.userId);
    return { ...shared, user: person, is_user_deleted: directory.people.get(person ?? "")?.deleted ?? false };
  }
  return {
    ...shared,
    name,
    name_normalized: name,
    is_channel: kind === "public",
    is_group: kind === "private",
    is_mpim: false,
    is_private: kind === "private",
    is_member: directory.isMember(id, directory.bot.userId),
    is_shared: isExtShared,
    is_ext_shared: isExtShared,
    is_general: false,
    creator: "USLACKBOT",
    context_team_id: directory.team.id,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}
