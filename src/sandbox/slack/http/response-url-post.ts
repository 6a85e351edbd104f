// Handles a post to a response_url: a new message, or a change of the message whose button was pressed.
import type { ResponseUrl } from "../state/response-urls.js";
import type { SlackState } from "../state/state.js";
import { unfurl } from "../unfurl.js";
import type { Args } from "./args.js";
import { readContent } from "./content.js";
import { Refusal, refuse } from "./refusal.js";
import type { Reply } from "./reply.js";
import { threadIn } from "./thread.js";

export function answerResponseUrl(path: string, args: Args, state: SlackState): Reply {
  try {
    respond(state.responseUrls.spend(path), args, state);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Even a used-up URL gets status 200, so that a bot must not rely on the status.
    return {
      status: error.error === "invalid_url" ? 404 : 200,
      body: { ok: false, error: error.error, ...error.extra },
    };
  }
}

function respond(url: ResponseUrl, args: Args, state: SlackState): void {
  const { messages } = state;
  if (args.flag("delete_original")) {
    messages.remove(original(url, state));
  } else if (args.flag("replace_original")) {
    const message = original(url, state);
    messages.edit(message, readContent(args, state));
    unfurl(message, args, state);
  } else {
    postReply(url, args, state);
  }
}

/** A message to the person who pressed or typed, or with `in_channel` to everyone; needs no membership. */
export function postReply({ channel, userId }: Omit<ResponseUrl, "originalTs">, args: Args, state: SlackState): void {
  const message = state.messages.post({
    channel,
    user: state.directory.bot.userId,
    ...readContent(args, state),
    ...(args.text("response_type") === "in_channel" ? {} : { ephemeralFor: userId }),
    ...threadIn(channel, args, state),
  });
  unfurl(message, args, state);
}

/** A typed command cannot be replaced or deleted; the error code is not verified against Slack. */
function original({ channel, originalTs }: ResponseUrl, { messages }: SlackState) {
  return messages.find(channel, originalTs ?? refuse("cant_update_message")) ?? refuse("message_not_found");
}
