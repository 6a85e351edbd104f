// Each person's window shows what Slack would show that person, and nothing else.
import { beforeEach, expect, test } from "vitest";
import { ids, people } from "../../../src/sandbox/cast.js";
import { workspace } from "../../../src/sandbox/contract/workspace.js";
import { readSurface } from "../../../src/sandbox/slack/http/surface-content.js";
import { openPage } from "./page-client.js";
import { askedFor } from "./story.js";

const page = await openPage("in its own process");
const { carol } = await askedFor(page);
await carol.types(ids.approvals, "a word among approvers");

const section = { type: "section", text: { type: "plain_text", text: "for carol alone" } };
const forCarolAlone = { type: "home", blocks: [section] };

beforeEach(() => page.closeWindows());

const everybody = people.map(({ id, name }) => ({ id, name }));
const outsiders = everybody.filter(({ name }) => ["eve", "gus", "mallory"].includes(name));

const windows = () => Promise.all(everybody.map(async ({ id, name }) => ({ name, window: await page.window(id) })));

test.each(everybody)("$name is shown the conversations that they are in, and no others", async ({ id }) => {
  const { workspace } = await page.window(id);
  const theirs = [...page.slack.state.directory.channels.values()].filter(({ members }) => members.includes(id));
  expect(workspace.conversations.map((each) => each.id)).toEqual(theirs.map((each) => each.id));
  expect(workspace.me).toBe(id);
});

test.each(outsiders)("$name does not see the approval channel, nor what is posted there", async ({ id }) => {
  const { workspace, stream } = await page.window(id);
  const channels = workspace.conversations.filter(({ kind }) => kind !== "im");
  expect(channels.map(({ name }) => name)).toEqual(["general"]);
  expect(stream.latest("workspace")).not.toMatch(/word among approvers|wants to sign in|C0APPROVALS/);
});

test("what two people write to each other is in no third person's window", async () => {
  const between = page.slack.dmBetween(ids.alice, ids.carol);
  await page.ask("type", { as: ids.alice, channel: between, line: "between you and me" });
  const saw = (await windows()).filter(({ window }) => window.everything.includes("between you and me"));
  expect(saw.map(({ name }) => name)).toEqual(["alice", "carol"]);
});

test("an ephemeral answer is shown only to its recipient, marked as only visible to them", async () => {
  const alice = await page.window(ids.alice);
  await alice.types(ids.general, "/impersonate help");
  const answer = await alice.message(ids.general, /\/impersonate @user/);
  expect(answer.onlyForYou).toBe(true);
  const saw = (await windows()).filter(({ window }) =>
    window.workspace.conversations.some(({ messages }) => messages.some(({ ts }) => ts === answer.ts)),
  );
  expect(saw.map(({ name }) => name)).toEqual(["alice"]);
});

test("a thread and a Home are in nobody's window who may not see them, and of a deleted message nothing is left", async () => {
  const { slack } = page;
  const [said] = slack.as(ids.carol).messages(ids.approvals).slice(-1);
  if (said === undefined) throw new Error("carol said nothing");
  await page.ask("reply", { as: ids.carol, channel: ids.approvals, ts: said.ts, text: "a reply among approvers" });
  slack.as(ids.carol).deletes(said);
  slack.state.views.publish(ids.carol, readSurface(forCarolAlone, "home"), undefined);
  const all = await windows();
  const saw = (text: string) => all.filter(({ window }) => window.everything.includes(text)).map(({ name }) => name);
  expect(saw("a reply among approvers")).toEqual(["alice", "carol", "dave"]);
  expect(saw("a word among approvers")).toEqual([]);
  expect(saw("for carol alone")).toEqual(["carol"]);
});

test("a line that everybody can read is not marked as only for anybody", async () => {
  await page.ask("type", { as: ids.alice, channel: ids.general, line: "good morning" });
  for (const { window } of await windows()) {
    expect((await window.message(ids.general, /good morning/)).onlyForYou).toBe(false);
  }
});

test("a form is open only for the person who opened it", async () => {
  const alice = await page.window(ids.alice);
  await alice.types(ids.general, "/impersonate");
  const { viewId } = await alice.modal("Request access");
  const open = (await windows()).filter(({ window }) => window.workspace.modals.length > 0);
  expect(open.map(({ name }) => name)).toEqual(["alice"]);
  await page.ask("close", { as: ids.alice, viewId, all: true });
});

test("nothing is sent of the workspace beyond the contract", async () => {
  for (const { window } of await windows()) {
    const sent: unknown = JSON.parse(window.stream.latest("workspace") ?? "");
    expect(workspace.parse(sent)).toEqual(sent);
  }
});

test("the client's notice of a failed command is shown only to the person who typed it", async () => {
  await page.ask("bot", { what: "kill" });
  const eve = await page.window(ids.eve);
  expect(await eve.types(ids.general, "/impersonate help")).toEqual({ outcome: "dispatch_failed" });
  const notice = await eve.message(ids.general, /failed with the error "dispatch_failed"/);
  expect(notice).toMatchObject({ user: "USLACKBOT", onlyForYou: true });
  const saw = (await windows()).filter(({ window }) => window.everything.includes("failed with the error"));
  expect(saw.map(({ name }) => name)).toEqual(["eve"]);
});
