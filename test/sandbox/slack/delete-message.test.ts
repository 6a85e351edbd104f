// Deleting a message in the client: one's own, or as an administrator anybody's.
import { expect, test } from "vitest";
import { InvalidAction } from "../../../src/sandbox/invalid-action.js";
import { acme, refusal } from "./acme.js";

async function written() {
  const { slack, web } = await acme();
  await web.chat.postMessage({ channel: "CCARDS", text: "a card" });
  slack.as("UALICE").says("CCARDS", "a line");
  const [card, line] = slack.as("UCAROL").messages("CCARDS");
  if (card === undefined || line === undefined) throw new Error("no messages");
  return { slack, web, card, line };
}

test("people delete what they wrote, and nothing else", async () => {
  const { slack, card, line } = await written();
  expect(() => slack.as("UCAROL").deletes(line)).toThrow(InvalidAction);
  expect(() => slack.as("UALICE").deletes(card)).toThrow(/may not delete what somebody else wrote/);
  slack.as("UALICE").deletes(line);
  expect(
    slack
      .as("UCAROL")
      .messages("CCARDS")
      .map(({ text }) => text),
  ).toEqual(["a card"]);
});

test("an administrator deletes what the bot wrote, which it then can neither edit nor delete", async () => {
  const { slack, web, card } = await written();
  slack.updatePerson("UCAROL", { isAdmin: true });
  slack.as("UCAROL").deletes(card);
  const place = { channel: card.channel, ts: card.ts };
  expect(await refusal(web.chat.update({ ...place, text: "edited" }))).toMatchObject({ error: "message_not_found" });
  expect(await refusal(web.chat.delete(place))).toMatchObject({ error: "message_not_found" });
  expect(() => slack.as("UCAROL").deletes(card)).toThrow(/no message/);
});

test("what is not in their conversations nobody deletes", async () => {
  const { slack, card } = await written();
  slack.updatePerson("UCAROL", { isAdmin: true });
  slack.kick("CCARDS", "UCAROL");
  expect(() => slack.as("UCAROL").deletes(card)).toThrow(/is not in/);
});
