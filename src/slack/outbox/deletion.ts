// Deleting a message of the bot's, and what is done with one that a newer message has replaced.
import type { Place } from "../../impersonation/model/message.js";
import { replaced } from "../messages/request/replaced.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";
import { isRefusal } from "./posting.js";

/** Throws `SlackError`; not where it is gone already. */
export async function deleteMessage(api: SlackApi, { channel, ts }: Place): Promise<void> {
  try {
    await api.call("chat.delete", { channel, ts }, okAnswer);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Deletes it; where Slack refuses that, as a workspace's rules can, it shrinks to a line. Throws `SlackError`. */
export async function retire(api: SlackApi, { channel, ts }: Place): Promise<"deleted" | "shrunk"> {
  try {
    await deleteMessage(api, { channel, ts });
    return "deleted";
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  try {
    await api.call("chat.update", { channel, ts, ...replaced() }, okAnswer);
    return "shrunk";
  } catch (error) {
    if (!isGone(error)) throw error;
    return "deleted";
  }
}

function isGone(error: unknown): boolean {
  return error instanceof SlackError && error.code === "message_not_found";
}
