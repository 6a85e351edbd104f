// The whole story in a browser, as three people in three windows.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test("alice asks, carol approves, alice works as bob and revokes, and dave sees all of it but the link", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol");
  const dave = await house.window("dave", "approvals");

  await alice.types("/impersonate @bob ticket 4821, cannot see invoices");
  // The command itself is not a message, and its answer is only for alice.
  const answer = await alice.sees("Only visible to you");
  expect(await answer.innerText()).toMatch(/understudy/);
  await carol
    .conversationLink(/impersonation-approvals/)
    .and(carol.page.locator(".unread"))
    .waitFor();
  expect(await carol.messages.count()).toBe(0);
  await alice.conversationLink(/^understudy 1 unread$/).waitFor();

  await carol.opens(/impersonation-approvals/);
  const card = await carol.sees("wants to sign in as Bob Brown");
  expect(await card.innerText()).toMatch(/ticket 4821, cannot see invoices/);
  await dave.sees("wants to sign in as Bob Brown");
  await carol.presses("Approve");

  await dave.sees(/Link sent · works until .*@carol approved at .*@alice has the link/s);
  expect(await dave.messages.last().getByRole("button").allInnerTexts()).toEqual(["Revoke"]);
  await alice.opens(/understudy/);
  const message = await alice.sees("You can sign in as Bob Brown");
  for (const window of [carol, dave]) {
    await window.opens(/^understudy/);
    expect(await window.messages.count()).toBe(0);
    expect(await window.page.content()).not.toMatch(/ticket=/);
  }

  const product = await alice.opensLink(message);
  await product.getByText("Alice Archer is signed in as Bob Brown").waitFor();
  await product.getByText("For developers").click();
  expect(await product.locator("pre").innerText()).toMatch(
    /"sub": "user_2alice",\s+"iss": "understudy",\s+"request_id": "req_/,
  );
  expect(product.url()).not.toMatch(/ticket/);

  const inUse = await alice.sees(/In use since .* from Berlin, DE/);
  expect(await alice.page.content()).not.toMatch(/ticket=/);
  await alice.presses("Revoke", inUse);
  await alice.sees("You revoked access");
  await product.getByText("Access was revoked").waitFor();
  await dave.opens(/impersonation-approvals/);
  await dave.sees(/@alice revoked access at .* The session is over; Clerk confirmed it/);
  expect(await dave.messages.last().getByRole("button").count()).toBe(0);
});

test("a link is refused the second time, with Clerk's error code", async () => {
  const { alice, message } = await house.issued();
  const link = await message.getByRole("link", { name: "Open as Bob Brown" }).getAttribute("href");
  const product = await alice.opensLink(message);
  await product.getByText("is signed in as Bob Brown").waitFor();

  const elsewhere = await house.stranger();
  await elsewhere.goto(link ?? "");
  await elsewhere.getByText("It was already used, and it works only once.").waitFor();
  await elsewhere.getByText("actor_token_already_used_code").waitFor();
  await elsewhere.getByText("You are not signed in").waitFor({ state: "detached" });
  await elsewhere.context().close();

  await product.getByRole("button", { name: "Sign out" }).click();
  await product.getByText("You are not signed in").waitFor();
});

test("a link that was revoked before its use opens nothing", async () => {
  const { alice, carol, message } = await house.issued();
  const link = await message.getByRole("link", { name: "Open as Bob Brown" }).getAttribute("href");
  await carol.presses("Revoke");
  await carol.presses("Revoke", carol.page.getByRole("dialog", { name: "Revoke access?" }));
  await alice.sees(/You were allowed to sign in as Bob Brown/);

  const product = await alice.page.context().newPage();
  await product.goto(link ?? "");
  await product.getByText("It was revoked.").waitFor();
});
