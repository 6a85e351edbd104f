// The messages of a conversation, as far as the bot needs to know them to find its own.
import { z } from "zod";
import type { SlackApi } from "../transport/web-api.js";

/** The type of the bot's metadata. */
export const eventType = "understudy_message";

const message = z.object({
  ts: z.string(),
  user: z.string().optional().catch(undefined),
  /** `tombstone`: the message was deleted, and only its replies are left. */
  subtype: z.string().optional().catch(undefined),
  // Other apps' metadata can be anything.
  metadata: z
    .object({
      event_type: z.literal(eventType),
      event_payload: z.object({ request_id: z.string(), message: z.string() }),
    })
    .optional()
    .catch(undefined),
});
type HistoryMessage = z.infer<typeof message>;

const history = z.object({
  messages: z.array(message),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

interface HistoryPage {
  /** Newest first, except in a thread. */
  readonly messages: readonly HistoryMessage[];
  /** Of the next page; "" where this is the last. */
  readonly cursor: string;
}

/** Slack's maximum is 999; it recommends at most this. */
const pageSize = 200;

/** Throws `SlackError`, also where the bot may not read the history. */
export async function readHistory(
  api: SlackApi,
  channel: string,
  args: Readonly<Record<string, string | boolean>>,
): Promise<HistoryPage> {
  return readPage(api, "conversations.history", { channel, ...args });
}

/** The message at `ts` and the replies to it, oldest first. Throws `SlackError`, also where there is no such thread. */
export async function readReplies(
  api: SlackApi,
  channel: string,
  ts: string,
  args: Readonly<Record<string, string | boolean>>,
): Promise<HistoryPage> {
  return readPage(api, "conversations.replies", { channel, ts, ...args });
}

async function readPage(
  api: SlackApi,
  method: string,
  args: Readonly<Record<string, string | boolean>>,
): Promise<HistoryPage> {
  const page = await api.call(method, { limit: pageSize, ...args }, history);
  return { messages: page.messages, cursor: page.response_metadata?.next_cursor ?? "" };
}
