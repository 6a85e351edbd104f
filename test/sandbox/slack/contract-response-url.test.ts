// A response_url: five posts within thirty minutes, to the person alone unless it says otherwise.
import { expect, test } from "vitest";
import { acme, approve, connect, refusal, section } from "./acme.js";

async function post(url: string, body: unknown) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function commanded() {
  const there = await acme();
  const app = await connect(there.slack);
  const alice = there.slack.as("UALICE");
  await alice.types("CGENERAL", "/impersonate");
  return { ...there, app, alice, carol: there.slack.as("UCAROL"), url: app.last().response_url };
}

async function clicked() {
  const there = await acme();
  const app = await connect(there.slack);
  await there.web.chat.postMessage({ channel: "COPEN", text: "card", blocks: [section("card"), approve] });
  const alice = there.slack.as("UALICE");
  const [card] = alice.messages("COPEN");
  if (card === undefined) throw new Error("no card");
  await alice.clicks(card, "Approve");
  return { ...there, app, alice, carol: there.slack.as("UCAROL"), url: app.last().response_url };
}

test("an answer reaches the person alone, in a conversation that the bot is not in", async () => {
  const { url, alice, carol } = await commanded();
  expect(await post(url, { text: "for you" })).toEqual({ status: 200, body: { ok: true } });
  expect(alice.messages("CGENERAL")).toMatchObject([{ text: "for you", ephemeralFor: "UALICE" }]);
  expect(carol.messages("CGENERAL")).toEqual([]);
});

test("in_channel reaches everybody there", async () => {
  const { url, carol } = await commanded();
  await post(url, { text: "for all", response_type: "in_channel" });
  expect(carol.messages("CGENERAL")).toMatchObject([{ text: "for all" }]);
});

test("the sixth answer is refused, which Slack says with status 200", async () => {
  const { url, alice } = await commanded();
  for (let count = 0; count < 5; count += 1) await post(url, { text: "again" });
  expect(await post(url, { text: "again" })).toMatchObject({ status: 200, body: { ok: false } });
  expect(alice.messages("CGENERAL")).toHaveLength(5);
});

test.each([
  ["just before thirty minutes is taken", -1_000, true, 1],
  ["after thirty minutes is refused, which Slack says with status 200", 1_000, false, 0],
])("an answer %s", async (_what, aroundMs, ok, shown) => {
  const { url, alice, clock } = await commanded();
  clock.advance(30 * 60_000 + aroundMs);
  expect(await post(url, { text: "late" })).toMatchObject({ status: 200, body: { ok } });
  expect(alice.messages("CGENERAL")).toHaveLength(shown);
});

test("an answer that is refused for its blocks counts as one of the five", async () => {
  const { url } = await commanded();
  for (let count = 0; count < 5; count += 1) await post(url, { text: "hi", blocks: [section("")] });
  expect(await post(url, { text: "hi" })).toMatchObject({ body: { ok: false, error: "used_url" } });
});

test("an unknown response_url is refused", async () => {
  const { url } = await commanded();
  expect(await post(`${url}x`, { text: "hello" })).toMatchObject({ status: 404 });
});

test("an answer to a click is a message of its own, only for the person who clicked", async () => {
  const { url, alice, carol } = await clicked();
  await post(url, { text: "not you" });
  expect(alice.messages("COPEN")).toMatchObject([{ text: "card" }, { text: "not you", ephemeralFor: "UALICE" }]);
  expect(carol.messages("COPEN")).toMatchObject([{ text: "card" }]);
});

test("an ephemeral message can be changed only by its response_url, and stays ephemeral", async () => {
  const { url, alice, carol, web, app } = await clicked();
  await post(url, { text: "for you", blocks: [approve] });
  const [, own] = alice.messages("COPEN");
  if (own === undefined) throw new Error("no answer");
  await alice.clicks(own, "Approve");
  expect(app.received.at(-1)?.body).toMatchObject({ container: { is_ephemeral: true, message_ts: own.ts } });
  expect(app.received.at(-1)?.body).not.toHaveProperty("message");
  expect(await refusal(web.chat.update({ channel: "COPEN", ts: own.ts, text: "x" }))).toMatchObject({
    error: "message_not_found",
  });
  await post(app.last().response_url, { text: "changed", replace_original: true, response_type: "in_channel" });
  expect(alice.messages("COPEN")).toMatchObject([{ text: "card" }, { text: "changed", ephemeralFor: "UALICE" }]);
  expect(carol.messages("COPEN")).toHaveLength(1);
});

test("replace_original changes the message whose button was pressed", async () => {
  const { url, carol } = await clicked();
  await post(url, { text: "decided", replace_original: true });
  expect(carol.messages("COPEN")).toMatchObject([{ text: "decided", blocks: [] }]);
});

test("delete_original deletes it", async () => {
  const { url, carol } = await clicked();
  await post(url, { delete_original: true });
  expect(carol.messages("COPEN")).toEqual([]);
});

test.each([
  ["replaced", { text: "new", replace_original: true }],
  ["deleted", { delete_original: true }],
])("a typed command cannot be %s, which Slack says with status 200", async (_what, body) => {
  const { url } = await commanded();
  expect(await post(url, body)).toMatchObject({ status: 200, body: { ok: false } });
});

test("broken blocks are refused, which Slack says with status 200", async () => {
  const { url, alice } = await commanded();
  const broken = { text: "hi", blocks: [section("")] };
  expect(await post(url, broken)).toMatchObject({ status: 200, body: { ok: false, error: "invalid_blocks" } });
  expect(alice.messages("CGENERAL")).toEqual([]);
});
