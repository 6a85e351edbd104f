// The thread that a message of the bot's is posted to.
import { isReply } from "../state/messages.js";
import type { SlackState } from "../state/state.js";
import type { Args } from "./args.js";
import { refuse, refuseWith } from "./refusal.js";

/**
 * Slack accepts a timestamp of its form that belongs to no message, also of one that was deleted: the reply is then shown
 * nowhere (slackapi/python-slack-sdk#840). Throws a Refusal: invalid_thread_ts, cannot_reply_to_message.
 */
export function threadIn(channel: string, args: Args, { messages }: SlackState): { threadTs?: string } {
  // Refused rather than silently dropped, so that no test takes it for shown.
  if (args.flag("reply_broadcast")) {
    refuseWith("invalid_arguments", ["[ERROR] the emulated workspace has no reply_broadcast"]);
  }
  const threadTs = args.text("thread_ts");
  if (threadTs === undefined) return {};
  if (!/^\d+\.\d+$/.test(threadTs)) {
    refuseWith("invalid_thread_ts", [`[ERROR] ${threadTs} is not a valid thread_ts`]);
  }
  const parent = messages.find(channel, threadTs);
  // Slack shows a reply to a reply in changing places; nobody should rely on one.
  if (parent !== undefined && (isReply(parent) || parent.ephemeralFor !== undefined)) refuse("cannot_reply_to_message");
  return { threadTs };
}
