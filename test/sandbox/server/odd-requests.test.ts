// Requests that the page itself never makes, and details of a window.
import { beforeEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { backstage } from "../../../src/sandbox/contract/backstage.js";
import { openPage } from "./page-client.js";
import { askedFor } from "./story.js";
import { changesNothing } from "./unchanged.js";

const page = await openPage("in this process");

beforeEach(() => page.closeWindows());

const unread = (as: string) => page.live.workspaceOf(as).conversations.find(({ id }) => id === ids.general)?.unread;

test("a mention of a group counts for those who are in it", async () => {
  await page.ask("type", { as: ids.alice, channel: ids.general, line: "@managers have a look" });
  const mentions = (as: string) =>
    page.live.workspaceOf(as).conversations.find(({ id }) => id === ids.general)?.mentions;
  expect([mentions(ids.carol), mentions(ids.dave), mentions(ids.eve)]).toEqual([1, 1, 0]);
});

test("a command that is refused leaves unread what was unread", async () => {
  await page.ask("type", { as: ids.carol, channel: ids.general, line: "good morning" });
  expect(unread(ids.alice)).toBeGreaterThan(0);
  await changesNothing(page, () => page.post("/api/type", { as: ids.alice, channel: ids.general, line: "/dance" }));
});

test("a form with one unknown field is not partly filled in", async () => {
  const alice = await page.window(ids.alice);
  await alice.types(ids.general, "/impersonate");
  const { viewId } = await alice.modal("Request access");
  await changesNothing(page, () =>
    page.post("/api/submit", { as: ids.alice, viewId, values: { reason: "because", shoe_size: "44" } }),
  );
  await page.ask("close", { as: ids.alice, viewId, all: true });
});

test("a person who does not exist cannot be chosen", async () => {
  const carol = await page.window(ids.carol);
  await carol.types(ids.general, "/impersonate @alice");
  const { viewId } = await carol.modal("Request access");
  const choice = { as: ids.carol, place: { viewId }, blockId: "who", actionId: "who", value: "U0NOBODY" };
  expect((await page.post("/api/choose", choice)).status).toBe(409);
});

test("nobody can read beyond the last message", async () => {
  await page.post("/api/read", { as: ids.dave, channel: ids.general, ts: "zzz" });
  await page.ask("type", { as: ids.carol, channel: ids.general, line: "dave?" });
  expect(unread(ids.dave)).toBeGreaterThan(0);
});

test.each([() => page.slack.bot.userId, () => "USLACKBOT"])("a bot has no window", async (bot) => {
  expect((await page.post("/api/type", { as: bot(), channel: ids.approvals, line: "hello" })).status).toBe(409);
  await expect(page.window(bot())).rejects.toThrow(/refused/);
});

test("nothing is sent behind the scenes beyond the contract", async () => {
  const { alice } = await askedFor(page);
  await alice.until("the record", () => alice.backstage.requests.length > 0);
  const sent: unknown = JSON.parse(alice.stream.latest("backstage") ?? "");
  expect(backstage.parse(sent)).toEqual(sent);
});
