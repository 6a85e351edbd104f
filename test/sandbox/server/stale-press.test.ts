// A press made just before the message changed still reaches the bot, which answers with what happened.
import { expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";
import { askedFor, beth } from "./story.js";

const page = await openPage("in this process");
const { carol, card } = await askedFor(page);
const dave = await page.window(ids.dave);
const daves = dave.pressOn(ids.approvals, card, "Approve");
await carol.press(ids.approvals, card, "Approve");
await dave.message(ids.approvals, /has the link/);

test("dave presses Approve after carol did, and sees that she was first; there is one link", async () => {
  expect(await page.ask("press", daves)).toEqual({ outcome: "acknowledged" });
  const answer = await dave.message(ids.approvals, /<@U0CAROL> already approved this/);
  expect(answer.onlyForYou).toBe(true);
  expect(page.clerk.actorTokens).toHaveLength(1);
});

test("the same press reaches the bot again, however often", async () => {
  const before = dave.conversation(ids.approvals).messages.length;
  await page.ask("press", daves);
  await dave.until("another answer", () => dave.conversation(ids.approvals).messages.length > before);
  expect(page.clerk.actorTokens).toHaveLength(1);
});

test.each([ids.eve, ids.gus, ids.mallory])("for %s, who never saw the card, there is no such button", async (as) => {
  const { status } = await page.post("/api/press", { ...daves, as });
  expect(status).toBe(409);
});

test("a button that the card never had in that block is refused", async () => {
  const { status } = await page.post("/api/press", { ...daves, actionId: "cancel_request" });
  expect(status).toBe(409);
});

test("a press on a message that was deleted meanwhile reaches the bot too", async () => {
  const second = await askedFor(page, beth);
  const press = second.carol.pressOn(ids.approvals, second.card, "Approve");
  const message = page.slack.state.messages.find(ids.approvals, second.card.ts);
  if (message === undefined) throw new Error("there is no card");
  page.slack.state.messages.remove(message);
  expect(await page.ask("press", press)).toEqual({ outcome: "acknowledged" });
  await page.slack.until("a second link", () => page.clerk.actorTokens.length === 2);
});
