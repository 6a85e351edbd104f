// A person's conversations, as the plain Web API client reads them.
import { expect, test } from "vitest";
import { z } from "zod";
import { acme, refusal } from "./acme.js";

const page = z.object({
  channels: z.array(z.looseObject({ id: z.string() })),
  response_metadata: z.object({ next_cursor: z.string() }),
});

async function listed() {
  const { web, slack } = await acme();
  const read = async (args: Record<string, unknown>) => page.parse(await web.apiCall("users.conversations", args));
  const ids = async (args: Record<string, unknown>) => (await read(args)).channels.map(({ id }) => id);
  return { web, slack, read, ids };
}

test("are the public ones unless other types are asked for", async () => {
  const { ids } = await listed();
  expect(await ids({ user: "UCAROL" })).toEqual(["CGENERAL", "COPEN"]);
  expect(await ids({ user: "UCAROL", types: "private_channel" })).toEqual(["CCARDS"]);
  expect(await ids({ user: "UCAROL", types: "public_channel,private_channel" })).toEqual([
    "CGENERAL",
    "CCARDS",
    "COPEN",
  ]);
});

test("a private one is listed only where the bot is in it too", async () => {
  const { slack, ids } = await listed();
  expect(await ids({ user: "UCAROL", types: "private_channel" })).not.toContain("CSECRET");
  slack.invite("CSECRET", slack.bot.userId);
  expect(await ids({ user: "UCAROL", types: "private_channel" })).toContain("CSECRET");
  slack.kick("CCARDS", "UCAROL");
  expect(await ids({ user: "UCAROL", types: "private_channel" })).not.toContain("CCARDS");
});

test("without a user they are the bot's own", async () => {
  const { ids } = await listed();
  expect(await ids({ types: "public_channel,private_channel" })).toEqual(["CCARDS", "COPEN", "COLD"]);
});

test("archived ones can be left out", async () => {
  const { ids } = await listed();
  expect(await ids({ user: "UALICE" })).toContain("COLD");
  expect(await ids({ user: "UALICE", exclude_archived: true })).not.toContain("COLD");
});

test("come in pages, without saying whether the bot is a member", async () => {
  const { slack, read } = await listed();
  slack.settings.itemsPerPage = 1;
  const first = await read({ user: "UCAROL", limit: 200 });
  expect(first.channels).toMatchObject([{ id: "CGENERAL", name: "general", is_private: false }]);
  expect(first.channels[0]).not.toHaveProperty("is_member");
  const second = await read({ user: "UCAROL", limit: 200, cursor: first.response_metadata.next_cursor });
  expect(second).toMatchObject({ channels: [{ id: "COPEN" }], response_metadata: { next_cursor: "" } });
});

test.each([
  [{ user: "UNOBODY" }, "user_not_found"],
  [{ types: "rooms" }, "invalid_types"],
  [{ limit: 0 }, "invalid_limit"],
  [{ limit: 1000 }, "invalid_limit"],
  [{ cursor: "rubbish" }, "invalid_cursor"],
])("with %o are refused with %s", async (args, error) => {
  const { web } = await acme();
  expect(await refusal(web.apiCall("users.conversations", args))).toMatchObject({ error });
});

test.each([
  ["public_channel", "channels:read"],
  ["private_channel", "groups:read"],
  ["im", "im:read"],
])("of the type %s need %s", async (types, needed) => {
  const scopes = ["channels:read", "groups:read", "im:read"].filter((scope) => scope !== needed);
  const { web } = await acme({ scopes });
  await expect(web.apiCall("users.conversations", { types })).rejects.toMatchObject({
    data: { error: "missing_scope", needed },
  });
});
