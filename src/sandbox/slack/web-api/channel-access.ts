// Finds the conversation of a posting method, and checks whether the bot may act in it.
import { refuse } from "../http/refusal.js";
import type { ChannelRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";

/** A user id means the direct conversation with that person, even a deactivated one. */
export function channelForPost(id: string, state: SlackState, { as }: { as: "bot" | "other_name" }): ChannelRecord {
  const { directory } = state;
  if (!directory.people.has(id)) return postable(id, state);
  if (id === directory.bot.userId) refuse("cannot_dm_bot");
  keepTabOpen(state);
  return as === "bot" ? directory.direct(id, directory.bot.userId) : directory.slackbotDirect(id);
}

/** A conversation that the bot is in; throws channel_not_found, not_in_channel, is_archived, messages_tab_disabled. */
function postable(id: string, state: SlackState): ChannelRecord {
  const { directory } = state;
  const channel = directory.channels.get(id) ?? refuse("channel_not_found");
  if (!directory.isMember(id, directory.bot.userId)) {
    if (channel.kind !== "public") refuse("channel_not_found");
    if (!state.manifest.scopes.includes("chat:write.public")) refuse("not_in_channel");
  }
  if (channel.isArchived) refuse("is_archived");
  if (channel.kind === "im") keepTabOpen(state);
  return channel;
}

/** A conversation whose messages the bot may change; a user id is not one. */
export function channelForChange(id: string, { directory }: SlackState): ChannelRecord {
  const channel = directory.channels.get(id) ?? refuse("channel_not_found");
  // Slack does not document its answer for a public channel that the bot has left; this is the one for the others.
  if (!directory.isMember(id, directory.bot.userId)) refuse("channel_not_found");
  return channel;
}

function keepTabOpen({ manifest }: SlackState): void {
  if (!manifest.messagesTab) refuse("messages_tab_disabled");
}
