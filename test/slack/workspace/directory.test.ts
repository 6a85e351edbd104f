// Who is in the approval channel, asked of Slack in as few calls as possible.
import { expect, test } from "vitest";
import type { z } from "zod";
import { alwaysFresh } from "../../../src/impersonation/ports/directory.js";
import { systemClock } from "../../../src/runtime/system-clock.js";
import type { SlackApi } from "../../../src/slack/transport/web-api.js";
import { createDirectory } from "../../../src/slack/workspace/directory.js";

type Pages<T> = Readonly<Record<string, { readonly on: readonly T[]; readonly next: string }>>;

/** Members of the channel, and one person's conversations, on pages: by cursor, what is on it and which cursor is next. */
function slackWith({ members = {}, conversations = {} }: { members?: Pages<string>; conversations?: Pages<string> }) {
  const calls: string[] = [];
  const api: SlackApi = {
    async call<T>(method: string, { cursor = "" }: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
      calls.push(method);
      if (calls.length > 10) throw new Error("it goes on without end");
      const page = (method === "conversations.members" ? members : conversations)[String(cursor)];
      const channels = page?.on.map((id) => ({ id }));
      return answer.parse({ members: page?.on, channels, response_metadata: { next_cursor: page?.next } });
    },
  };
  const { signal: stopping } = new AbortController();
  return { directory: createDirectory({ api, approvalChannel: "C1", clock: systemClock, stopping }), calls };
}

const manyMembers: Pages<string> = {
  "": { on: ["UALICE"], next: "b" },
  b: { on: [], next: "c" },
  c: { on: ["UCAROL"], next: "" },
};

test("of a channel whose members fit on one page nothing more is asked, no matter who is sought", async () => {
  const { directory, calls } = slackWith({ members: { "": { on: ["UALICE"], next: "" } } });
  expect(await directory.isInApprovalChannel("UALICE", alwaysFresh)).toBe(true);
  expect(await directory.isInApprovalChannel("UCAROL", alwaysFresh)).toBe(false);
  expect(calls).toEqual(["conversations.members", "conversations.members"]);
});

test("of a large channel the person's own conversations tell, on whichever page the channel is", async () => {
  const conversations = { "": { on: [], next: "b" }, b: { on: ["C0", "C1"], next: "" } };
  const { directory, calls } = slackWith({ members: manyMembers, conversations });
  expect(await directory.isInApprovalChannel("UCAROL", alwaysFresh)).toBe(true);
  expect(calls).toEqual(["conversations.members", "users.conversations", "users.conversations"]);
});

test("who is on no page of a large channel's conversations is not in it", async () => {
  const { directory } = slackWith({ members: manyMembers, conversations: { "": { on: ["C0"], next: "" } } });
  expect(await directory.isInApprovalChannel("UEVE", alwaysFresh)).toBe(false);
});

test("whether anybody else is in the channel is asked page by page, until somebody is", async () => {
  const { directory, calls } = slackWith({ members: manyMembers });
  expect(await directory.approvalChannelHas((id) => id !== "UALICE", alwaysFresh)).toBe(true);
  expect(calls).toHaveLength(3);
  expect(await directory.approvalChannelHas((id) => id === "UEVE", alwaysFresh)).toBe(false);
});

const circle: Pages<string> = {
  "": { on: ["UALICE"], next: "b" },
  b: { on: ["UCAROL"], next: "c" },
  c: { on: ["UDAVE"], next: "b" },
};

test("a list that leads back into itself is a look-up that failed, not one without end", async () => {
  const { directory } = slackWith({ members: circle, conversations: circle });
  const failed = { problem: { code: "slack_lookup_failed" } };
  await expect(directory.approvalChannelHas((id) => id === "UEVE", alwaysFresh)).rejects.toMatchObject(failed);
  await expect(directory.isInApprovalChannel("UEVE", alwaysFresh)).rejects.toMatchObject(failed);
});
