// Looking people up where Slack's list has pages.
import { expect, test } from "vitest";
import type { z } from "zod";
import { alwaysFresh } from "../../../src/impersonation/ports/directory.js";
import type { SlackApi } from "../../../src/slack/transport/web-api.js";
import { createDirectory } from "../../../src/slack/workspace/directory.js";

/** A channel whose members come on pages: by cursor, who is on it and which cursor is next. */
function channelOn(pages: Readonly<Record<string, { readonly members: readonly string[]; readonly next: string }>>) {
  let calls = 0;
  const api: SlackApi = {
    async call<T>(_method: string, { cursor = "" }: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
      calls += 1;
      if (calls > 10) throw new Error("it goes on without end");
      const page = pages[String(cursor)];
      return answer.parse({ members: page?.members, response_metadata: { next_cursor: page?.next } });
    },
  };
  return createDirectory(api, "C1", () => 0);
}

test("members are read from every page, also where one is empty", async () => {
  const directory = channelOn({
    "": { members: ["UALICE"], next: "b" },
    b: { members: [], next: "c" },
    c: { members: ["UCAROL"], next: "" },
  });
  expect([...(await directory.approvalChannelMembers(alwaysFresh))]).toEqual(["UALICE", "UCAROL"]);
});

test("a list that leads back into itself is a look-up that failed, not one without end", async () => {
  const directory = channelOn({
    "": { members: ["UALICE"], next: "b" },
    b: { members: ["UCAROL"], next: "c" },
    c: { members: ["UDAVE"], next: "b" },
  });
  await expect(directory.approvalChannelMembers(alwaysFresh)).rejects.toMatchObject({
    problem: { code: "slack_lookup_failed" },
  });
});
