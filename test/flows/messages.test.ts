// Messages follow the request: what could not be edited is mended, and an old edit never lands over a newer one.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("while Clerk takes its time over a link, the card says that it is being made", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.told(ids.alice, ids.general, /Asked/);
  // Until the bot has no reason of its own to look at its messages for a while.
  stage.clock.advance(2_000);
  await stage.slack.until("the bot rests", () => stage.clock.expects(15_000, 8_000) && !stage.clock.expects(8_000));
  stage.clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: { kind: "delay", ms: 1_500 } });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/creating the link….*@carol approved .*\[Revoke\]/s);
  expect(stage.clerk.actorTokens).toEqual([]);
  await stage.card(/@alice has the link, not opened yet/);
});

test("a card that Slack does not let be edited for a while is mended later, without a click", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.update",
    times: 4,
    how: { kind: "status", status: 500 },
    match: ({ ts }) => ts === card.ts,
  });
  await stage.carol.clicks(card, "Approve");
  await stage.directMessage(/\[Open as Bob Brown\]/);
  for (const seconds of [1, 2, 4, 8]) await stage.pass(seconds);
  await stage.card(/@alice has the link/);
  const edits = stage.slack.calls.filter(({ method, args }) => method === "chat.update" && args.ts === card.ts);
  const [first, last] = [edits.at(0), edits.at(-1)];
  expect(first && last && last.at - first.at).toBeLessThan(25_000);
});

test("a message that may no longer be edited is deleted and posted again", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.update",
    how: { kind: "error", error: "edit_window_closed" },
    match: ({ ts }) => ts === card.ts,
  });
  await stage.carol.clicks(card, "Approve");
  const again = await stage.card(/@alice has the link/);
  expect(again.ts).not.toBe(card.ts);
  expect(stage.cards()).toHaveLength(1);
  await stage.carol.clicks(again, "Revoke");
  await stage.card(/@carol revoked access/);
});

test("a card that Slack lets be neither edited nor deleted stays known: it is linked to, and right again once Slack lets it be edited", async () => {
  const stage = await raise();
  const card = await stage.ask();
  const refused = (method: "chat.update" | "chat.delete", error: string) =>
    stage.slack.fail({
      method,
      times: Number.POSITIVE_INFINITY,
      how: { kind: "error", error },
      match: ({ ts }) => ts === card.ts,
    });
  refused("chat.update", "edit_window_closed");
  refused("chat.delete", "cant_delete_message");
  await stage.carol.clicks(card, "Approve");
  const link = await stage.directMessage(/\[Open as Bob Brown\]/);
  await rest(stage);
  await stage.alice.types(ids.general, "/impersonate status");
  const status = await stage.told(ids.alice, ids.general, /IMP-1 Link sent/);
  expect(JSON.stringify(status.blocks)).toContain(`/archives/${ids.approvals}/p${card.ts.replace(".", "")}`);
  stage.slack.clearFaults();
  await stage.alice.clicks(link, "Revoke");
  expect((await stage.card(/@alice revoked access/)).ts).toBe(card.ts);
  expect(stage.cards()).toHaveLength(1);
});

test.each([
  ["goes through unanswered", { how: { kind: "drop" }, when: "after" }],
  ["gets lost on its way", { how: { kind: "drop" } }],
  ["has to wait", { how: { kind: "rate_limit", retryAfterS: 1 } }],
] as const)(
  "where the deletion of a card that may no longer be edited %s, there is one card in the end, and a true one",
  async (_, fault) => {
    const stage = await raise();
    await stage.ask();
    const asked = await stage.directMessage(/\[Cancel request\]/);
    stage.slack.settings.editWindowMs = 0;
    stage.slack.fail({ method: "chat.delete", match: ({ channel }) => channel === ids.approvals, ...fault });
    await stage.alice.clicks(asked, "Cancel request");
    await stage.slack.until("there is one card, and it says so", () => {
      const cards = stage.cards().map((card) => stage.carol.reads(card));
      return cards.length === 1 && /canceled this request/.test(cards.join());
    });
  },
);

test("a card that was deleted to be posted again is posted once Slack takes it, and then decided on", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.update", how: { kind: "error", error: "cant_update_message" } });
  stage.slack.fail({
    method: "chat.postMessage",
    how: { kind: "status", status: 503 },
    match: ({ channel }) => channel === ids.approvals,
  });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("the card is gone", () => stage.cards().length === 0);
  await stage.pass(1);
  const again = await stage.card(/@alice has the link/);
  expect(stage.cards()).toHaveLength(1);
  await stage.carol.clicks(again, "Revoke");
  await stage.card(/@carol revoked access/);
});

test("a card that people delete in Slack while it waits for a decision is posted again", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.update", how: { kind: "error", error: "message_not_found" } });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("there is another card", () => stage.cards().length === 2);
  await stage.card(/@alice has the link/);
});

test("a click on a card before Slack has answered its post leaves one card that everybody may use", async () => {
  const stage = await raise();
  stage.slack.fail({
    method: "chat.postMessage",
    when: "after",
    how: { kind: "delay", ms: 700 },
    match: ({ channel }) => channel === ids.approvals,
  });
  const card = await stage.ask();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await stage.slack.until("the post was answered", () =>
    stage.slack.calls.some(({ method, durationMs }) => method === "chat.postMessage" && (durationMs ?? 0) >= 700),
  );
  const browser = stage.clerk.browser();
  browser.open(await stage.link());
  stage.clock.advance(2_000);
  const inUse = await stage.card(/In use since/);
  expect(inUse.ts).toBe(card.ts);
  expect(stage.cards()).toHaveLength(1);
});

test("a link that alice opens before Slack has answered its post is known as delivered, and seen as used", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  stage.slack.fail({
    method: "chat.postMessage",
    when: "after",
    how: { kind: "delay", ms: 700 },
    match: ({ channel }) => channel === ids.alice,
  });
  await stage.carol.clicks(card, "Approve");
  const browser = stage.clerk.browser();
  const opened = browser.open(await stage.link());
  await stage.card(/@alice has the link/);
  stage.clock.advance(2_000);
  await stage.card(/In use since/);
  const message = await stage.directMessage(/In use since .*\[Revoke\]/s);
  expect(stage.alice.reads(message)).not.toMatch(/Open as/);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access .* Clerk confirmed it/);
  expect(opened).toMatchObject({ ok: true, session: { status: "revoked" } });
});

test("an answer whose response url is spent arrives as a direct message", async () => {
  const stage = await raise();
  stage.slack.fail({ method: "response_url", how: { kind: "status", status: 404 } });
  await stage.eve.types(ids.general, "/impersonate help");
  await stage.toldDirectly(ids.eve, /opens a form/);
});

test("from the first click on no message keeps a button that does nothing any more", async () => {
  const stage = await raise();
  const { message } = await stage.inUse();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk confirmed it/);
  await stage.directMessage(/Clerk confirmed it/);
  await stage.slack.until("no button is left", () => {
    const seen = [...stage.cards(), ...stage.alice.directMessages()];
    return seen.every((each) => !/\[/.test(stage.alice.reads(each))) ? seen : undefined;
  });
});

test("a card that Slack refused to change because of a setting is right after the setting is mended and the bot restarted", async () => {
  const stage = await raise();
  const card = await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  stage.slack.fail({
    method: "chat.update",
    times: 2,
    how: { kind: "error", error: "missing_scope" },
  });
  await stage.alice.clicks(asked, "Cancel request");
  await stage.slack.until(
    "both edits were refused",
    () => stage.slack.calls.filter(({ fault }) => fault === "error").length === 2,
  );
  await stage.sandbox.restartBot();
  const again = await stage.card(/canceled this request/);
  expect(again.ts).toBe(card.ts);
  await stage.directMessage(/You canceled this request/);
});

test("a card that somebody deleted after its request was over is not asked for again at each start", async () => {
  const stage = await raise();
  await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  stage.slack.fail({
    method: "chat.update",
    how: { kind: "error", error: "message_not_found" },
    match: ({ channel }) => channel === ids.approvals,
  });
  await stage.alice.clicks(asked, "Cancel request");
  await stage.directMessage(/You canceled this request/);
  const edits = () => stage.slack.calls.filter(({ method }) => method === "chat.update").length;
  await stage.slack.until("both were edited", () => edits() === 2);
  await stage.sandbox.restartBot();
  await stage.ask();
  expect(edits()).toBe(2);
});

test("a click on an old copy of a card that was deleted and posted again brings no third one", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.update", how: { kind: "error", error: "message_not_found" } });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("there is another card", () => stage.cards().length === 2);
  const again = await stage.card(/@alice has the link/);
  stage.slack.fail({
    method: "chat.update",
    times: Number.POSITIVE_INFINITY,
    how: { kind: "error", error: "message_not_found" },
    match: ({ ts }) => ts === card.ts,
  });
  await stage.slack.clickStale(ids.dave, card, "Deny");
  await stage.told(ids.dave, ids.approvals, /already approved/);
  await stage.carol.clicks(again, "Revoke");
  await stage.card(/@carol revoked access/);
  expect(stage.cards()).toHaveLength(2);
});
