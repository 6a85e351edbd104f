// Deciding in a browser: a denial with its note, a refused self-approval, and two people at once.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test("carol denies with a note, and alice and the channel read it", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  await alice.types("/impersonate beth@customer.example for 45m wants a refund");
  await carol.sees(/wants to sign in as Beth Blake for 45 minutes/);
  await carol.presses("Deny");
  await carol.form.getByLabel("Note").fill("The invoices page is enough for this.");
  await carol.presses("Deny", carol.form);

  await carol.form.getByRole("heading", { name: "Denied" }).waitFor();
  await carol.presses("Close the form", carol.form);
  const card = await carol.sees("@carol denied this at");
  expect(await card.locator("blockquote").allInnerTexts()).toEqual([
    "wants a refund",
    "The invoices page is enough for this.",
  ]);
  await alice.opens(/understudy/);
  await alice.sees("@carol denied your request");
  expect(house.sandbox.clerk.actorTokens).toEqual([]);
});

test("alice's own approval is refused, visible only to her, and the card still waits", async () => {
  const alice = await house.window("alice", "approvals");
  const carol = await house.window("carol", "approvals");
  await alice.types("/impersonate @beth just a quick look");
  const card = alice.message("just a quick look");
  await card.waitFor();
  await alice.presses("Approve", card);
  const refusal = await alice.sees("You can't decide on your own request");
  expect(await refusal.innerText()).toMatch(/Only visible to you/);
  await carol.sees("just a quick look");
  expect(await carol.page.content()).not.toMatch(/your own request/);
  await carol.message("just a quick look").getByRole("button", { name: "Approve" }).waitFor();
});

test("of two who decide at once one wins, the other sees who did, and there is one link", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  const dave = await house.window("dave", "approvals");
  await alice.types("/impersonate @bob ticket 4821");
  await Promise.all([carol.sees("Waiting for approval"), dave.sees("Waiting for approval")]);
  const press = (window: typeof carol) =>
    window.message("ticket 4821").getByRole("button", { name: "Approve" }).click();
  // Until both have pressed, neither sees what the other did.
  house.sandbox.slack.fail({
    method: "chat.update",
    times: Number.POSITIVE_INFINITY,
    how: { kind: "status", status: 500 },
  });
  await Promise.all([press(carol), press(dave)]);
  house.sandbox.slack.clearFaults();

  await alice.opens(/understudy/);
  await alice.sees("You can sign in as Bob Brown");
  const card = await carol.sees(/@(carol|dave) approved/);
  const carolWon = /@carol approved/.test(await card.innerText());
  const [winner, loser] = carolWon ? [carol, dave] : [dave, carol];
  await loser.sees(new RegExp(`Only visible to you[^]*@${carolWon ? "carol" : "dave"} already approved this today at`));
  expect(await winner.page.content()).not.toMatch(/already approved/);
  expect(house.sandbox.clerk.actorTokens).toHaveLength(1);
});

test("a guest and a member who is no approver see no approval channel, and a guest may not ask", async () => {
  const gus = await house.window("gus");
  const eve = await house.window("eve");
  for (const window of [gus, eve]) expect(await window.conversationLink(/impersonation-approvals/).count()).toBe(0);
  await gus.types("/impersonate @bob let me in");
  const refusal = await gus.sees("guest");
  expect(await refusal.innerText()).toMatch(/Only visible to you/);
});
