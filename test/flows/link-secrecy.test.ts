// The link is in its one direct message and nowhere else.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { lookInto } from "../resilience/ledger.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** An edit has no flags that keep the crawler away: of the Dashboard it sees the page that asks it to sign in. */
function crawled({ slack }: Stage): string[] {
  return slack.unfurled.map(({ url }) => url).filter((url) => !url.startsWith("https://dashboard.clerk.com/~/users/"));
}

/** Every byte that the bot keeps: the database with its write-ahead log, and the log at debug. */
function kept(stage: Stage): string {
  const database = lookInto(stage.sandbox.database, (ledger) => ledger.bytes());
  return [database, ...stage.sandbox.log].join("\n");
}

test("no link, token or key is in the channel, the database or the log at debug, whatever happens", async () => {
  const stage = await raise();
  const message = await stage.approved();
  const url = await stage.link();
  const ticket = new URL(url).searchParams.get("ticket") ?? "";
  expect(ticket.length).toBeGreaterThan(20);

  const inChannels = stage.slack.messages.filter(({ channel }) => channel !== message.channel);
  expect(JSON.stringify(inChannels)).not.toContain(ticket);
  const inDirect = stage.alice.directMessages().filter((each) => JSON.stringify(each).includes(ticket));
  expect(inDirect.map(({ ts }) => ts)).toEqual([message.ts]);
  expect(inDirect.map(({ text }) => text.includes("http"))).toEqual([false]);
  expect(crawled(stage)).toEqual([]);

  // The click's payload echoes the link, Slack fails in several ways, and people press on.
  stage.slack.fail({ method: "chat.update", times: 2, how: { kind: "nonsense" } });
  stage.slack.fail({ method: "response_url", how: { kind: "status", status: 500 } });
  stage.clerk.browser().open(url);
  stage.clock.advance(2_000);
  await stage.slack.until(
    "the bot has tried to edit",
    () => stage.slack.calls.filter(({ fault }) => fault !== undefined).length >= 2,
  );
  stage.clock.advance(2_000);
  await stage.card(/In use since/);
  await stage.slack.clickStale(ids.alice, message, "Open as Bob Brown");
  await stage.slack.clickStale(ids.alice, message, "Revoke");
  await stage.card(/Clerk confirmed it/);
  await stage.sandbox.stopBot();

  const everything = kept(stage);
  expect(everything).toContain("Bob Brown");
  for (const secret of [
    ticket,
    stage.slack.botToken,
    stage.slack.appToken,
    stage.clerk.secretKey,
    "response_url=",
    "hooks.slack.com",
  ]) {
    expect(everything.includes(secret), secret.slice(0, 12)).toBe(false);
  }
  expect(stage.sandbox.log.join("")).not.toMatch(/@customer\.example|ticket=|\/actions\//);
});

test("Slack's crawler is kept from every message", async () => {
  const stage = await raise();
  await stage.ask("/impersonate @bob see https://status.example.com/incident");
  await stage.directMessage(/Waiting for approval/);
  await stage.carol.clicks(await stage.card(/incident/), "Approve");
  await stage.card(/@alice has the link/);
  expect(crawled(stage)).toEqual([]);
  // The card, the direct message of the asking, the word on the command, the link.
  const posts = await stage.slack.until("four posts", () => {
    const some = stage.slack.calls.filter(({ method }) => method === "chat.postMessage" || method === "response_url");
    return some.length > 3 && some;
  });
  for (const { args } of posts)
    expect([String(args.unfurl_links), String(args.unfurl_media)]).toEqual(["false", "false"]);
});

test("what a person typed is shown as text: no pings, no links, no formatting from it", async () => {
  const stage = await raise();
  const typed = "<!channel> *bold* `code` & <https://evil.example|click> @here \u202Egnirts";
  const card = await stage.ask(`/impersonate @bob ${typed}`);
  expect(stage.carol.reads(card)).toContain("> <!channel> *bold* `code` & ");
  const raw = JSON.stringify(card);
  expect(raw).not.toContain("\u202E");
  expect(card.text).not.toMatch(/<!channel>|<https:/);
  expect(raw).not.toMatch(/"type":"(broadcast|mrkdwn)"/);
  // The one link is the bot's own.
  expect(raw.match(/"type":"link","url":"[^"]*"/g)).toEqual([
    '"type":"link","url":"https://dashboard.clerk.com/~/users/user_2bob"',
  ]);
});
