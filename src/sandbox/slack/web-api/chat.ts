// chat.postMessage, chat.postEphemeral, chat.update, chat.delete and chat.getPermalink.
import type { Args } from "../http/args.js";
import { readContent } from "../http/content.js";
import { refuse } from "../http/refusal.js";
import { threadIn } from "../http/thread.js";
import { isReply, type Message, wireMessage } from "../state/messages.js";
import type { SlackState } from "../state/state.js";
import { unfurl } from "../unfurl.js";
import { channelForChange, channelForPost } from "./channel-access.js";
import type { Method } from "./method.js";

const longestUpdate = 4000;
const scopes = ["chat:write"];

export const postMessage: Method = {
  token: "bot",
  scopes,
  run: (args, { state }) => {
    const renamed = ["username", "icon_url", "icon_emoji"].some((name) => args.has(name));
    const { id: channel } = channelForPost(args.required("channel"), state, { as: renamed ? "other_name" : "bot" });
    const message = state.messages.post({
      channel,
      user: state.directory.bot.userId,
      ...readContent(args, state),
      ...threadIn(channel, args, state),
    });
    unfurl(message, args, state);
    return { channel, ts: message.ts, message: wireMessage(message, state.directory) };
  },
};

export const postEphemeral: Method = {
  token: "bot",
  scopes,
  run: (args, { state }) => {
    const { id: channel } = channelForPost(args.required("channel"), state, { as: "bot" });
    const ephemeralFor = args.required("user");
    const reader = state.directory.people.get(ephemeralFor);
    if (reader === undefined || reader.deleted || !state.directory.isMember(channel, ephemeralFor)) {
      refuse("user_not_in_channel");
    }
    const content = { ...readContent(args, state), ...threadIn(channel, args, state) };
    const message = state.messages.post({ channel, user: state.directory.bot.userId, ...content, ephemeralFor });
    unfurl(message, args, state);
    return { message_ts: message.ts };
  },
};

export const update: Method = {
  token: "bot",
  scopes,
  run: (args, { state }) => {
    const message = own(args, state, "cant_update_message");
    if ((args.text("text") ?? "").length > longestUpdate) refuse("msg_too_long");
    const { editWindowMs } = state.settings;
    const postedAtMs = Number(message.ts) * 1000;
    if (editWindowMs !== undefined && state.clock.now() - postedAtMs > editWindowMs) refuse("edit_window_closed");
    // An edit without blocks removes them.
    state.messages.edit(message, readContent(args, state));
    unfurl(message, args, state);
    const { channel, ts, text } = message;
    return { channel, ts, text, message: wireMessage(message, state.directory) };
  },
};

export const remove: Method = {
  token: "bot",
  scopes,
  run: (args, { state }) => {
    const message = own(args, state, "cant_delete_message");
    state.messages.remove(message);
    return { channel: message.channel, ts: message.ts };
  },
};

export const getPermalink: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state, url }) => {
    const { id: channel } = channelForChange(args.required("channel"), state);
    const message = state.messages.find(channel, args.required("message_ts"));
    if (message === undefined || message.ephemeralFor !== undefined) return refuse("message_not_found");
    const inThread = isReply(message) ? `?thread_ts=${message.threadTs}&cid=${channel}` : "";
    return { channel, permalink: `${url}archives/${channel}/p${message.ts.replace(".", "")}${inThread}` };
  },
};

/** The bot's own message; an ephemeral one is not found, since only its response_url can change it. */
function own(args: Args, state: SlackState, notOwn: string): Message {
  const { id, isArchived } = channelForChange(args.required("channel"), state);
  const message = state.messages.find(id, args.required("ts"));
  if (message === undefined || message.ephemeralFor !== undefined) refuse("message_not_found");
  if (message.user !== state.directory.bot.userId) refuse(notOwn);
  if (isArchived) refuse(notOwn === "cant_update_message" ? "is_inactive" : notOwn);
  return message;
}
