// conversations.info, conversations.members, conversations.open and users.conversations.
import type { Args } from "../http/args.js";
import { refuse, refuseWith } from "../http/refusal.js";
import type { ChannelRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import type { Method } from "./method.js";
import { pageOf } from "./page-of.js";
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

const conversationTypes = { public_channel: "public", private_channel: "private", im: "im" } as const;
type ConversationType = keyof typeof conversationTypes;
const isType = (name: string): name is ConversationType => Object.hasOwn(conversationTypes, name);

/** Of somebody else's conversations only those that are public, or that the bot is in too. */
export const ofUser: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    needOneOf(["channels:read", "groups:read", "im:read", "mpim:read"], state);
    const { directory, settings } = state;
    const bot = directory.bot.userId;
    const userId = args.text("user") ?? bot;
    if (!directory.people.has(userId)) refuse("user_not_found");
    const types = (args.text("types") ?? "public_channel").split(",").map((name) => name.trim());
    const kinds = types.map((name) => (isType(name) ? conversationTypes[name] : refuse("invalid_types")));
    for (const kind of kinds) needScope(scopeOf[kind], state);
    const found = [...directory.channels.values()].filter(
      ({ id, kind, isArchived }) =>
        kinds.includes(kind) &&
        directory.isMember(id, userId) &&
        (kind === "public" || directory.isMember(id, bot)) &&
        !(isArchived && args.flag("exclude_archived") === true),
    );
    const { page, cursor } = pageOf(found, args, { most: 999, given: settings.itemsPerPage });
    const channels = page.map((channel) => {
      const { is_member: _omitted, ...shown } = { is_member: false, ...wireChannel(channel, state) };
      return shown;
    });
    return { channels, response_metadata: { next_cursor: cursor } };
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
