// A response_url: five posts within thirty minutes, to the person alone unless it says otherwise.
import { expect, test } from "vitest";
import { acme, approve, connect, section } from "./acme.js";

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
  return { ...there, alice, carol: there.slack.as("UCAROL"), url: app.last().response_url };
}

async function clicked() {
  const there = await acme();
  const app = await connect(there.slack);
  await there.web.chat.postMessage({ channel: "COPEN", text: "card", blocks: [section("card"), approve] });
  const alice = there.slack.as("UALICE");
  const [card] = alice.messages("COPEN");
  if (card === undefined) throw new Error("no card");
  await alice.clicks(card, "Approve");
  return { ...there, alice, carol: there.slack.as("UCAROL"), url: app.last().response_url };
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

test("the sixth answer is refused", async () => {
  const { url, alice } = await commanded();
  for (let count = 0; count < 5; count += 1) await post(url, { text: "again" });
  expect(await post(url, { text: "again" })).toMatchObject({ status: 404, body: { ok: false } });
  expect(alice.messages("CGENERAL")).toHaveLength(5);
});

test("an answer after thirty minutes is refused", async () => {
  const { url, alice, clock } = await commanded();
  clock.advance(30 * 60_000 + 1);
  expect(await post(url, { text: "late" })).toMatchObject({ status: 404, body: { ok: false } });
  expect(alice.messages("CGENERAL")).toEqual([]);
});

test("an address that nobody gave is refused", async () => {
  const { url } = await commanded();
  expect(await post(`${url}x`, { text: "hello" })).toMatchObject({ status: 404 });
});

test("replace_original changes the message whose button was pressed", async () => {
  const { url, carol } = await clicked();
  await post(url, { text: "decided", replace_original: true });
  expect(carol.messages("COPEN")).toMatchObject([{ text: "decided", blocks: [] }]);
});

test("delete_original takes it away", async () => {
  const { url, carol } = await clicked();
  await post(url, { delete_original: true });
  expect(carol.messages("COPEN")).toEqual([]);
});

test("a typed command cannot be replaced, which Slack says with status 200", async () => {
  const { url } = await commanded();
  expect(await post(url, { text: "new", replace_original: true })).toMatchObject({ status: 200, body: { ok: false } });
});

test("broken blocks are refused, which Slack says with status 200", async () => {
  const { url, alice } = await commanded();
  const broken = { text: "hi", blocks: [section("")] };
  expect(await post(url, broken)).toMatchObject({ status: 200, body: { ok: false, error: "invalid_blocks" } });
  expect(alice.messages("CGENERAL")).toEqual([]);
});
