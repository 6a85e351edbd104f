// Each fault switch, and what people see of it.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test.each([
  [/^402/, "impersonation is not part of your Clerk plan."],
  [/^422/, "impersonation limit is used up."],
] as const)("with Clerk's %s the card says why, and once it is off Retry makes the link", async (fault, words) => {
  const { alice, carol } = await house.asked();
  await carol.chooses(fault);
  await carol.presses("Approve");
  await carol.sees(words);
  await carol.chooses("Clerk works");
  await carol.presses("Retry");
  await carol.sees("has the link, not opened yet");
  await alice.opens(/understudy/);
  await alice.sees("You can sign in as Bob Brown");
});

test("with 503 for everything the request stays open and carol sees why, and once it is off Approve makes the link", async () => {
  const { carol } = await house.asked();
  await carol.chooses(/^503/);
  await carol.presses("Approve");
  const refusal = await carol.sees("Only visible to you");
  expect(await refusal.innerText()).toMatch(/Clerk/);
  await carol.chooses("Clerk works");
  expect(house.sandbox.clerk.actorTokens).toEqual([]);
  await carol.presses("Approve");
  await carol.sees("has the link, not opened yet");
});

test("with a slow Clerk the card says that the link is being made, and then it is there", async () => {
  const { alice, carol } = await house.asked();
  await carol.chooses(/^Slow/);
  await carol.presses("Approve");
  await carol.sees("creating the link…");
  await alice.opens(/understudy/);
  await alice.sees("You can sign in as Bob Brown");
});

test("when Clerk makes the token and its answer is lost, the card says that a link may exist and until when", async () => {
  const { carol } = await house.asked();
  await carol.chooses(/^Creates the token/);
  await carol.presses("Approve");
  await carol.sees("A link may have been created. Nobody has it");
  expect(house.sandbox.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
});

test("while Slack rate-limits messages the card waits, and arrives afterwards", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  await carol.chooses(/^429/);
  await alice.types("/impersonate @bob ticket 4821");
  const calls = await carol.backstage("Calls");
  await calls.getByRole("row").filter({ hasText: "chat.postMessage" }).filter({ hasText: "429" }).first().waitFor();
  await carol.chooses("Slack works");
  await carol.sees("Waiting for approval");
});

test("without acknowledgements a command fails with operation_timeout, and a button gets a warning triangle", async () => {
  const { alice, carol } = await house.asked();
  await carol.chooses(/acknowledgments are lost/);
  await alice.types("/impersonate @beth ticket 4822");
  await alice.sees('/impersonate failed with the error "operation_timeout"');
  // Her own approval is refused, so her button stays.
  await alice.opens(/impersonation-approvals/);
  await alice.presses("Approve", alice.message("ticket 4821"));
  await alice.message("ticket 4821").getByRole("img", { name: "This app did not respond." }).waitFor();
});

test("with the bot killed a command and a click fail at once, and after a restart the same card works", async () => {
  const { alice, carol } = await house.asked();
  const stage = await carol.backstage("Controls");
  await carol.presses("Kill", stage);
  await stage.getByText("The bot is not running, with 0 connections to Slack.").waitFor();
  await alice.types("/impersonate @beth ticket 4822");
  await alice.sees('/impersonate failed with the error "dispatch_failed"');
  await carol.presses("Approve");
  await carol.message("ticket 4821").getByRole("img", { name: "This app did not respond." }).waitFor();

  await carol.presses("Start", stage);
  await stage.getByText("The bot is running, with 2 connections to Slack.").waitFor();
  await carol.presses("Approve");
  await carol.sees("has the link, not opened yet");
});

test("killed and restarted at once, the bot finds its requests again", async () => {
  const { carol } = await house.asked();
  const stage = await carol.backstage("Controls");
  const restarted = carol.page.waitForResponse("**/api/bot");
  await carol.presses("Kill and restart", stage);
  await restarted;
  await stage.getByText("The bot is running, with 2 connections to Slack.").waitFor();
  await carol.presses("Approve");
  await carol.sees("has the link, not opened yet");
});

test.each(["Drop", "Refresh"])("after %s the bot's connections come back by themselves", async (how) => {
  const { carol } = await house.asked();
  const stage = await carol.backstage("Controls");
  await carol.presses(how, stage);
  await stage.getByText("with 0 connections to Slack.").waitFor();
  await stage.getByText("with 2 connections to Slack.").waitFor();
  await carol.presses("Approve");
  await carol.sees("has the link, not opened yet");
});
