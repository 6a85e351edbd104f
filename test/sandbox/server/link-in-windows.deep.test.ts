// Only alice's window ever has the sign-in link, in her conversation with the bot, while it is valid.
import { beforeEach, expect, test } from "vitest";
import { ids, people } from "../../../src/sandbox/cast.js";
import type { OpenWindow } from "./open-window.js";
import { openPage } from "./page-client.js";
import { approvedFor, beth, bob, closedFor, inUseFor } from "./story.js";

const page = await openPage("in this process");

beforeEach(() => page.closeWindows());

const windows = () => Promise.all(people.map(async ({ id, name }) => ({ name, window: await page.window(id) })));

test("the link is in alice's conversation with the bot, and in nothing else that anybody sees", async () => {
  const { ticket } = await approvedFor(page, beth);
  expect(ticket.length).toBeGreaterThan(20);
  const saw = (await windows()).filter(({ window }) => window.everything.includes(ticket));
  expect(saw.map(({ name }) => name)).toEqual(["alice"]);
  const alice = await page.window(ids.alice);
  const places = alice.workspace.conversations.filter((each) => JSON.stringify(each).includes(ticket));
  expect(places.map(({ id }) => id)).toEqual([alice.withBot.id]);
  expect(alice.stream.latest("backstage")).not.toContain(ticket);
});

test.each<{ how: string; end: () => Promise<{ alice: OpenWindow; ticket: string }> }>([
  { how: "was used", end: () => usedAndRevoked() },
  { how: "was revoked", end: () => revokedUnused() },
  { how: "has expired", end: () => expired() },
])("once the link $how, it is in nobody's window", async ({ end }) => {
  const { alice, ticket } = await end();
  await alice.until("no link", () => !alice.everything.includes(ticket));
  for (const { window } of await windows()) expect(window.everything).not.toContain(ticket);
});

/** Ended, so that alice can ask for bob again. */
async function usedAndRevoked() {
  const inUse = await inUseFor(page);
  expect(inUse.alice.everything).not.toContain(inUse.ticket);
  await inUse.alice.press(inUse.alice.withBot.id, inUse.message, "Revoke");
  await closedFor(bob, inUse.alice);
  return inUse;
}

async function revokedUnused() {
  const approved = await approvedFor(page);
  await approved.alice.press(approved.alice.withBot.id, approved.message, "Revoke");
  await closedFor(bob, approved.alice);
  return approved;
}

async function expired() {
  const approved = await approvedFor(page);
  await page.ask("advance", { ms: 601_000 });
  return approved;
}
