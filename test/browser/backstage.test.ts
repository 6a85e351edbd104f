// The backstage panel: requests, Clerk and calls as they happen, and no secrets.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test("the panel follows a request: its state, its audit trail, its token and its session", async () => {
  const { alice, carol } = await house.asked();
  const record = await carol.backstage("Requests");
  await record.getByText("pending", { exact: true }).waitFor();
  await carol.presses("Approve");
  await record.getByText("issued", { exact: true }).waitFor();
  expect(await record.getByRole("row").allInnerTexts()).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/@alice\s+ask\s+done/),
      expect.stringMatching(/@carol\s+approve\s+done/),
      expect.stringMatching(/@carol\s+actor_token\.create\s+done/),
      expect.stringMatching(/understudy\s+deliver\.link\s+posted/),
    ]),
  );
  const clerk = await carol.backstage("Clerk");
  await clerk.getByText("pending user_2alice as user_2bob").waitFor();
  await alice.opens(/understudy/);
  await alice.sees("You can sign in as Bob Brown");
  await alice.opensLink();
  await clerk.getByText("accepted user_2alice as user_2bob").waitFor();
  await clerk.getByText("active user_2bob, impersonated by user_2alice").waitFor();

  const calls = await carol.backstage("Calls");
  for (const row of [
    /Slack → bot\s+\/impersonate\s+acknowledged\s+\d+/,
    /bot → Clerk\s+POST \/v1\/actor_tokens\s+200\s+\d+/,
  ]) {
    await expect
      .poll(() => calls.getByRole("row").allInnerTexts())
      .toEqual(expect.arrayContaining([expect.stringMatching(row)]));
  }
});

test("no tab of the panel shows the link, a token or a key", async () => {
  const { carol } = await house.issued();
  const { slack, clerk } = house.sandbox;
  const [actorToken] = clerk.actorTokens;
  const secrets = [actorToken?.ticket ?? "", actorToken?.url ?? "", slack.botToken, slack.appToken, clerk.secretKey];
  for (const tab of ["Controls", "Requests", "Clerk", "Calls"] as const) {
    await carol.backstage(tab);
    const content = await carol.page.content();
    expect(secrets.filter((secret) => secret === "" || content.includes(secret))).toEqual([]);
  }
});

test("a reset empties the workspace in every window", async () => {
  const alice = await house.window("alice");
  const eve = await house.window("eve");
  await alice.types("hello");
  await eve.sees("hello");
  await alice.presses("Reset the sandbox", await alice.backstage("Controls"));
  await alice.presses("Reset", alice.page.getByRole("dialog", { name: "Reset the sandbox?" }));
  for (const window of [alice, eve]) await window.page.getByText("Nothing here yet.").waitFor();
  await (await alice.backstage("Controls")).getByText("The bot is running, with 2 connections to Slack.").waitFor();
  await alice.types("/impersonate help");
  await alice.sees("Sign in as a user of the product");
});

test("the panel is closed at first, and can be opened and closed", async () => {
  const alice = await house.window("alice");
  const toggle = alice.page.getByRole("button", { name: "Behind the scenes" });
  const panel = alice.page.getByRole("complementary", { name: "Behind the scenes" });
  expect(await panel.count()).toBe(0);
  await toggle.click();
  await panel.waitFor();
  await toggle.click();
  await panel.waitFor({ state: "detached" });
});

/** The words in the column of names that are broken over two lines. */
const brokenWords = `[...document.querySelectorAll(".calls td:nth-child(2)")].flatMap((cell) => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word[0]);
    }
  }
  return broken;
})`;

test("among the calls a fault is red, a refusal that the bot expects is not, and no word is broken", async () => {
  const { alice, carol } = await house.asked();
  await alice.types("/impersonate user_2nobody ticket 4822");
  const calls = await carol.backstage("Calls");
  const row = (text: string, result: string) =>
    calls.getByRole("row").filter({ hasText: text }).filter({ hasText: result });
  await row("/v1/users/user_2nobody", "404").and(carol.page.locator(".refused")).waitFor();
  await carol.chooses(/^402/);
  await carol.presses("Approve");
  await carol.backstage("Calls");
  await row("/v1/actor_tokens", "402").and(carol.page.locator(".failed")).waitFor();
  expect(await carol.page.evaluate(brokenWords)).toEqual([]);
});
