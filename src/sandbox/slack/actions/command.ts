// Typing a slash command: what is sent, and what the person sees after the acknowledgement.
import { InvalidAction } from "../../invalid-action.js";
import { escapeTyped } from "../delivery/escaping.js";
import { commandPayload } from "../delivery/payloads.js";
import { Args } from "../http/args.js";
import { Refusal } from "../http/refusal.js";
import { postReply } from "../http/response-url-post.js";
import type { PersonRecord } from "../state/seed.js";
import { type ActionContext, presentIn } from "./action-context.js";

export interface CommandOutcome {
  kind: "acknowledged" | "operation_timeout" | "dispatch_failed";
  ackMs: number;
}

export async function type(
  userId: string,
  channelId: string,
  line: string,
  context: ActionContext,
): Promise<CommandOutcome> {
  const { state, dispatcher, origin } = context;
  const { person, channel } = presentIn(channelId, userId, state);
  const [name = "", typed = ""] = split(line);
  const command = state.manifest.commands.find((each) => each.name === name);
  if (command === undefined || !state.manifest.scopes.includes("commands")) {
    throw new InvalidAction(
      `${name} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
  }
  const text = command.escapes ? escapeTyped(typed, state.directory, state.settings) : typed;
  const payload = commandPayload(name, text, person, channel, origin, state);
  const delivered = await dispatcher.send({ type: "slash_commands", payload, acceptsResponse: true });
  const { ackMs } = delivered;
  if (delivered.kind === "acknowledged" && showReply(delivered.body, person, channelId, line, context)) {
    return { kind: "acknowledged", ackMs };
  }
  const kind = delivered.kind === "timed_out" ? "operation_timeout" : "dispatch_failed";
  notice(context, person, `${name} failed with the error "${kind}"`, channelId);
  return { kind, ackMs };
}

/** False if the acknowledgement holds something that Slack cannot post. */
function showReply(
  body: unknown,
  person: PersonRecord,
  channel: string,
  line: string,
  { state }: ActionContext,
): boolean {
  if (body === undefined) return true;
  const message = typeof body === "string" ? { text: body } : body;
  if (typeof message !== "object" || message === null) return false;
  const args = new Args({ ...message });
  try {
    if (args.text("response_type") === "in_channel") {
      state.messages.post({ channel, user: person.id, text: line, blocks: [] });
    }
    postReply({ channel, userId: person.id }, args, state);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function split(line: string): [string, string] {
  const trimmed = line.trim();
  const gap = trimmed.search(/\s/);
  return gap < 0 ? [trimmed, ""] : [trimmed.slice(0, gap), trimmed.slice(gap).trim()];
}

/** A notice by the Slack client itself, when the app failed to respond. */
export function notice({ state }: ActionContext, { id }: PersonRecord, text: string, channel?: string): void {
  state.notices.push({ person: id, text, ts: state.ids.ts(), ...(channel !== undefined && { channel }) });
  state.journal.emit({ kind: "notice", person: id, text });
}
