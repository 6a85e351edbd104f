// The event stream: what is sent, when it is sent again, and to whom.
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { refused } from "../../../src/sandbox/contract/actions.js";
import { openPage } from "./page-client.js";
import { answerTo } from "./raw-http.js";

const page = await openPage("in this process");

afterEach(() => page.closeWindows());

const says = (line: string) => page.ask("type", { as: ids.carol, channel: ids.general, line });

test("a window that opens is sent the current workspace and backstage, once each", async () => {
  await says("before anybody looked");
  const eve = await page.window(ids.eve);
  expect(eve.conversation(ids.general).messages.map(({ text }) => text)).toEqual(["before anybody looked"]);
  expect(eve.stream.events.map(({ event }) => event)).toEqual(["workspace", "backstage", "first_steps"]);
});

test("no part is sent again while it is unchanged", async () => {
  const eve = await page.window(ids.eve);
  await says("one");
  await says("two");
  await eve.message(ids.general, /two/);
  await page.ask("faults", { clerk: "plan" });
  await eve.until("the fault", () => eve.backstage.faults.clerk === "plan");
  for (const part of ["workspace", "backstage"]) {
    const sent = eve.stream.events.filter(({ event }) => event === part).map(({ data }) => data);
    expect(sent.every((data, index) => data !== sent[index - 1])).toBe(true);
  }
});

test("a change only behind the scenes does not send the workspace", async () => {
  await page.ask("faults", { clerk: "none" });
  const eve = await page.window(ids.eve);
  await page.ask("faults", { clerk: "limit" });
  await eve.until("the fault", () => eve.backstage.faults.clerk === "limit");
  expect(eve.stream.events.filter(({ event }) => event === "workspace")).toHaveLength(1);
});

test("a change that only somebody else can see does not send a person's workspace", async () => {
  const eve = await page.window(ids.eve);
  await page.ask("type", { as: ids.carol, channel: ids.approvals, line: "among approvers" });
  await says("for everybody");
  await eve.message(ids.general, /for everybody/);
  const sent = eve.stream.events.filter(({ event }) => event === "workspace");
  expect(sent).toHaveLength(2);
});

test("many changes at once are sent together", async () => {
  const eve = await page.window(ids.eve);
  const carol = page.slack.as(ids.carol);
  for (let line = 1; line <= 50; line += 1) carol.says(ids.general, `line ${line}.`);
  await eve.message(ids.general, /line 50\./);
  expect(eve.stream.events.filter(({ event }) => event === "workspace").length).toBeLessThan(5);
});

test("what the bot writes to its database without a call shows, too", async () => {
  const eve = await page.window(ids.eve);
  // Like the bot's own commits, without a call to Slack or Clerk.
  const database = new Database(page.live.sandbox.database);
  database
    .prepare("insert into audit (at, by, action, outcome, detail) values (0, 'understudy', 'noted', 'done', '{}')")
    .run();
  database.close();
  await eve.until("the row", () => eve.backstage.refusals.some(({ action }) => action === "noted"));
});

test("a second window of the same person is sent the same", async () => {
  const [one, other] = [await page.window(ids.alice), await page.window(ids.alice)];
  await says("for both");
  await one.message(ids.general, /for both/);
  await other.message(ids.general, /for both/);
  expect(other.stream.latest("workspace")).toBe(one.stream.latest("workspace"));
});

test("closing a window does not affect the others", async () => {
  const [one, other] = [await page.window(ids.alice), await page.window(ids.alice)];
  one.close();
  await says("still there?");
  await other.message(ids.general, /still there\?/);
});

test("each written line keeps its order and its text, whatever it contains", async () => {
  const line = 'a "quoted" line\nwith a second one, data: none, émoji 🎭 and </script>';
  const eve = await page.window(ids.eve);
  await says(line);
  const { text } = await eve.message(ids.general, /second one/);
  expect(text).toBe(line.replace("</script>", "&lt;/script&gt;"));
});

test.each(["U0NOBODY", "", "__proto__", "alice"])("nobody can open a window as %j", async (as) => {
  const headers = { host: `127.0.0.1:${page.port}` };
  const { status, text } = await answerTo(page.port, { path: `/api/stream?as=${as}`, headers });
  expect(status).toBe(409);
  expect(refused.parse(JSON.parse(text)).error).toMatch(/Nobody in the workspace/);
});

test("nobody can open a window without naming a person", async () => {
  const headers = { host: `127.0.0.1:${page.port}` };
  expect((await answerTo(page.port, { path: "/api/stream", headers })).status).toBe(400);
});
