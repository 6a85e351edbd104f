// Who is in a channel, without reading all of a large one.
import { z } from "zod";
import type { Clock } from "../../impersonation/ports/clock.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { SharedLookUps } from "./shared-look-ups.js";

interface ChannelMembers {
  /** An answer asked for at or after `since` will do. Throws `SlackError`, as the other does. */
  has(userId: string, since: number): Promise<boolean>;
  hasAny(isOne: (userId: string) => boolean, since: number): Promise<boolean>;
}

interface Page {
  readonly members: ReadonlySet<string>;
  /** Of the next page; "" where this is the last: a page may hold fewer than the limit. */
  readonly cursor: string;
}

export function createChannelMembers(
  api: SlackApi,
  channel: string,
  clock: Clock,
  stopping: AbortSignal,
): ChannelMembers {
  const firstPages = new SharedLookUps<Page>(clock, stopping);
  const memberships = new SharedLookUps<boolean>(clock, stopping);
  const firstPage = (since: number) => firstPages.get(channel, since, () => membersPage(api, channel, ""));
  return {
    async has(userId, since) {
      // Of most channels this page has all members, and one answer does for everybody who clicks.
      const { members, cursor } = await firstPage(since);
      if (members.has(userId) || cursor === "") return members.has(userId);
      return memberships.get(userId, since, () => isInChannel(api, channel, userId));
    },
    async hasAny(isOne, since) {
      const cursors = new Cursors();
      let page = await firstPage(since);
      while (![...page.members].some(isOne)) {
        if (page.cursor === "") return false;
        page = await membersPage(api, channel, cursors.next(page.cursor));
      }
      return true;
    },
  };
}

/** The most that Slack gives on a page. */
const pageSize = 999;
const nextCursor = z.object({ next_cursor: z.string().optional() }).optional();
const memberPage = z.object({ members: z.array(z.string()), response_metadata: nextCursor });
const conversationPage = z.object({ channels: z.array(z.object({ id: z.string() })), response_metadata: nextCursor });

async function membersPage(api: SlackApi, channel: string, cursor: string): Promise<Page> {
  const args = { channel, limit: pageSize, ...(cursor !== "" && { cursor }) };
  const page = await api.call("conversations.members", args, memberPage);
  return { members: new Set(page.members), cursor: page.response_metadata?.next_cursor ?? "" };
}

/**
 * By the person's own conversations, which are far fewer than the members of a large channel. Of private ones Slack lists
 * those that the bot is in, too.
 */
async function isInChannel(api: SlackApi, channel: string, user: string): Promise<boolean> {
  const cursors = new Cursors();
  let cursor = "";
  for (;;) {
    const args = { user, types: "public_channel,private_channel", limit: pageSize, ...(cursor !== "" && { cursor }) };
    const page = await api.call("users.conversations", args, conversationPage);
    if (page.channels.some(({ id }) => id === channel)) return true;
    cursor = cursors.next(page.response_metadata?.next_cursor ?? "");
    if (cursor === "") return false;
  }
}

/** Following a repeated cursor would never end. */
class Cursors {
  readonly #seen = new Set<string>();

  next(cursor: string): string {
    if (this.#seen.has(cursor)) throw new SlackError("unknown", "unreadable_answer");
    this.#seen.add(cursor);
    return cursor;
  }
}
