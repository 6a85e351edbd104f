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
  await clerk.getByText("active user_2bob, acted as by user_2alice").waitFor();

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
  for (const tab of ["Stage", "Requests", "Clerk", "Calls"] as const) {
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
  await alice.presses("Reset the sandbox", await alice.backstage("Stage"));
  await alice.presses("Reset", alice.page.getByRole("dialog", { name: "Reset the sandbox?" }));
  for (const window of [alice, eve]) await window.page.getByText("Nothing here yet.").waitFor();
  await (await alice.backstage("Stage")).getByText("The bot runs, with 2 connections to Slack.").waitFor();
  await alice.types("/impersonate help");
  await alice.sees("Sign in as a user of the product");
});

test("the panel can be hidden and shown again", async () => {
  const alice = await house.window("alice");
  const toggle = alice.page.getByRole("button", { name: "Behind the scenes" });
  await toggle.click();
  await alice.page.getByRole("complementary").waitFor({ state: "detached" });
  await toggle.click();
  await alice.page.getByRole("complementary", { name: "Behind the scenes" }).waitFor();
});
