// Writing an ordinary message, which Slack escapes like a command's text.
import { InvalidAction } from "../../invalid-action.js";
import { escapeTyped } from "../delivery/escaping.js";
import { isReply, type Message } from "../state/messages.js";
import type { ChannelRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import { type ActionContext, presentIn } from "./action-context.js";

/** Messages store a mention of a person without a label. */
const asMessagesHaveIt = { mentionLabels: false };

/** With `threadTs` as a reply to that message. */
export function say(
  userId: string,
  channelId: string,
  text: string,
  { state }: ActionContext,
  threadTs?: string,
): void {
  const { directory, messages } = state;
  const parent = messages.all.find((each) => each.channel === channelId && each.ts === threadTs);
  if (threadTs !== undefined && !canBeRepliedTo(parent, state)) {
    throw new InvalidAction(`there is no message ${threadTs} to reply to`);
  }
  const { channel } = presentIn(channelId, userId, state);
  const closed = closedBecause(channel, state);
  if (closed !== undefined) throw new InvalidAction(closed);
  if (text.trim() === "") throw new InvalidAction("there is nothing to send");
  messages.post({
    channel: channelId,
    user: userId,
    text: escapeTyped(text, directory, asMessagesHaveIt),
    blocks: [],
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

function canBeRepliedTo(parent: Message | undefined, { messages }: SlackState): boolean {
  if (parent === undefined || parent.ephemeralFor !== undefined || isReply(parent)) return false;
  return !parent.deleted || messages.isTombstone(parent);
}

/** Why nobody can write in a conversation, in the client's words; undefined if people can. */
export function closedBecause(
  { isArchived, name, kind, members }: ChannelRecord,
  { directory, manifest }: SlackState,
): string | undefined {
  if (isArchived) return `#${name} is archived.`;
  const withApp = kind === "im" && members.includes(directory.bot.userId);
  return withApp && manifest.messagesTabReadOnly ? "Sending messages to this app has been turned off." : undefined;
}
