// Writing an ordinary message, which Slack escapes like the text of a command.
import { Impossible } from "../../impossible.js";
import { escapeTyped } from "../escaping.js";
import { type Desk, present } from "./reach.js";

/** A person's mention always comes without its name: that is how a message keeps it. */
const asMessagesHaveIt = { mentionLabels: false };

export function say(userId: string, channelId: string, text: string, { state }: Desk): void {
  const { directory, messages, manifest } = state;
  const person = present(userId, state);
  const channel = directory.channel(channelId);
  if (!channel.members.includes(userId)) throw new Impossible(`${person.name} is not in ${channel.name}`);
  if (channel.isArchived) throw new Impossible(`${channel.name} is archived`);
  if (channel.kind === "im" && channel.members.includes(directory.bot.userId) && manifest.messagesTabReadOnly) {
    throw new Impossible("Sending messages to this app has been turned off.");
  }
  if (text.trim() === "") throw new Impossible("there is nothing to send");
  messages.post({ channel: channelId, user: userId, text: escapeTyped(text, directory, asMessagesHaveIt), blocks: [] });
}
