// conversations.info, conversations.members and conversations.open.
import type { Args } from "../args.js";
import { refuse, refuseWith } from "../refusal.js";
import type { ChannelRecord } from "../seed.js";
import type { SlackState } from "../state.js";
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
    const limit = Number(args.text("limit") ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) refuse("invalid_limit");
    const from = cursorPosition(args.text("cursor"), everyone.length);
    // A page may hold fewer than were asked for; only an empty cursor means the end.
    const to = from + Math.min(limit, state.settings.membersPerPage);
    const cursor = to < everyone.length ? Buffer.from(`user:${to}`).toString("base64") : "";
    return { members: everyone.slice(from, to), response_metadata: { next_cursor: cursor } };
  },
};

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
  const position = Number(/^user:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1]);
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
