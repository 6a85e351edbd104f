// Without a mouse, and for a screen reader: roles, names, focus and contrast, in light and dark.
import { createRequire } from "node:module";
import { webApi } from "@slack/bolt";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { z } from "zod";
import { ids } from "../../src/sandbox/cast.js";
import { openHouse } from "./house.js";

const axeScript = createRequire(import.meta.url).resolve("axe-core");
const findings = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

const house = await openHouse();

/** What axe finds wrong by WCAG 2.1 A and AA, one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axeScript });
  const found = findings.parse(
    await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })"),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

test.each(["light", "dark"] as const)(
  "axe finds nothing wrong with the Home, a thread, the shortcuts and a menu that searches, in %s",
  async (colorScheme) => {
    const carol = await house.window("carol", "approvals", { colorScheme, bypassCSP: true });
    const { slack } = house.sandbox;
    const web = new webApi.WebClient(slack.botToken, { slackApiUrl: slack.url });
    const plain = (text: string) => ({ type: "plain_text" as const, text });
    const find = {
      type: "external_select" as const,
      action_id: "find",
      placeholder: plain("Find"),
      min_query_length: 2,
    };
    const blocks = [{ type: "section" as const, text: plain("A card"), accessory: find }];
    const { ts = "" } = await web.chat.postMessage({ channel: ids.approvals, text: "A card", blocks });
    await web.chat.postMessage({ channel: ids.approvals, text: "still waiting", thread_ts: ts });
    await carol.page.getByRole("button", { name: "1 reply" }).click();
    await carol.page.getByRole("button", { name: "Shortcuts" }).click();
    expect(await violations(carol.page)).toEqual([]);
    await carol.page.getByRole("combobox", { name: "Find" }).pressSequentially("bo");
    await carol.page.getByText("No results").waitFor();
    await web.chat.delete({ channel: ids.approvals, ts });
    await carol.page.getByText("This message was deleted.").waitFor();
    expect(await violations(carol.page)).toEqual([]);
    await carol.conversationLink(/^understudy/).click();
    const home = carol.page.getByRole("region", { name: /Home$/ });
    await home.getByRole("button", { name: "Request access" }).waitFor();
    expect(await violations(carol.page)).toEqual([]);
  },
);

test.each(["light", "dark"] as const)(
  "axe finds nothing wrong with the page, its form and the product, in %s",
  async (colorScheme) => {
    const options = { colorScheme, bypassCSP: true };
    const alice = await house.window("alice", "general", options);
    const carol = await house.window("carol", "approvals", options);
    await alice.types("/impersonate @bob ticket 4821");
    await carol.sees("Waiting for approval");
    for (const tab of ["Controls", "Requests", "Clerk", "Calls"] as const) {
      await carol.backstage(tab);
      expect(await violations(carol.page)).toEqual([]);
    }
    await carol.presses("Deny");
    await carol.form.waitFor();
    expect(await violations(carol.page)).toEqual([]);
    await carol.presses("Cancel", carol.form);
    await alice.composer.fill("/impersonate @");
    expect(await violations(alice.page)).toEqual([]);
    await carol.presses("Approve");
    await alice.opens(/understudy/);
    await alice.sees("You can sign in as Bob Brown");
    const product = await alice.opensLink();
    await product.getByText("is signed in as").waitFor();
    expect(await violations(product)).toEqual([]);
    await alice.presses("Revoke", await alice.sees("In use since"));
    await product.getByText("Access was revoked").waitFor();
    expect(await violations(product)).toEqual([]);
  },
);

test("a request and its approval need no mouse", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  await alice.composer.focus();
  await alice.page.keyboard.type("/impersonate");
  await alice.page.keyboard.press("Enter");
  await alice.form.waitFor();
  // The form focuses its first field, and Tab goes through the fields in order.
  await alice.page.keyboard.type("bob@");
  await alice.form.getByRole("option", { name: /Bob Brown/ }).waitFor();
  await alice.page.keyboard.press("Enter");
  await alice.page.keyboard.press("Tab");
  await alice.page.keyboard.type("ticket 4821");
  await alice.page.keyboard.press("Tab");
  await alice.page.keyboard.press("Tab");
  await alice.page.keyboard.press("Tab");
  expect(await alice.page.evaluate("document.activeElement?.textContent")).toBe("Submit request");
  await alice.page.keyboard.press("Enter");

  const approve = (await carol.sees("Waiting for approval")).getByRole("button", { name: "Approve" });
  await approve.focus();
  await carol.page.keyboard.press("Enter");
  await carol.sees("has the link, not opened yet");
});

test("Escape closes the innermost first: the list of a field, then the form", async () => {
  const alice = await house.window("alice");
  await alice.types("/impersonate @dave");
  const field = alice.form.getByRole("combobox", { name: "User" });
  await field.fill("ca");
  const offers = alice.form.getByRole("listbox").getByRole("option");
  await offers.first().waitFor();
  await alice.page.keyboard.press("Escape");
  await offers.first().waitFor({ state: "detached" });
  expect(await alice.form.isVisible()).toBe(true);
  await alice.page.keyboard.press("Escape");
  await alice.form.waitFor({ state: "detached" });
});

test("Escape in what a form asks or offers on top of it leaves the form open", async () => {
  const alice = await house.window("alice");
  const { slack } = house.sandbox;
  await alice.types("/impersonate @dave");
  await alice.form.waitFor();
  const view = slack.as(ids.alice).modal();
  const plain = (text: string) => ({ type: "plain_text", text });
  const options = [{ text: plain("Move"), value: "move" }];
  const confirm = { title: plain("Sure?"), text: plain("Really."), confirm: plain("Yes"), deny: plain("No") };
  const elements = [
    { type: "overflow", action_id: "more", options },
    { type: "button", action_id: "go", text: plain("Go"), confirm },
  ];
  const blocks = [{ type: "actions", block_id: "a", elements }];
  const client = new webApi.WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
  await client.apiCall("views.update", {
    view_id: view?.viewId,
    view: { type: "modal", title: plain("Other"), blocks },
  });
  const form = alice.page.getByRole("dialog", { name: "Other" });
  await form.getByRole("button", { name: "More actions" }).click();
  await form.getByRole("button", { name: "Move" }).waitFor();
  await alice.page.keyboard.press("Escape");
  await form.getByRole("button", { name: "Move" }).waitFor({ state: "detached" });
  await form.getByRole("button", { name: "Go" }).click();
  const sure = alice.page.getByRole("dialog", { name: "Sure?" });
  await sure.waitFor();
  await alice.page.keyboard.press("Escape");
  await sure.waitFor({ state: "detached" });
  expect(slack.as(ids.alice).modal()?.viewId).toBe(view?.viewId);
  await form.waitFor();
});

test("the tabs behind the scenes follow the arrow keys", async () => {
  const alice = await house.window("alice");
  await alice.backstage("Controls");
  const ways = [
    ["ArrowRight", "Requests"],
    ["ArrowLeft", "Controls"],
    ["ArrowLeft", "Calls"],
  ] as const;
  for (const [key, tab] of ways) {
    await alice.page.keyboard.press(key);
    expect(await alice.page.evaluate("document.activeElement?.textContent")).toBe(tab);
    await alice.page.getByRole("tabpanel", { name: tab }).waitFor();
  }
});

test("somebody can be another person in the same window, and is asked for again where there is no such person", async () => {
  const alice = await house.window("alice");
  await alice.becomes("eve");
  expect(await alice.conversationLink(/impersonation-approvals/).count()).toBe(0);
  await alice.page.goBack();
  await expect.poll(() => alice.page.title()).toMatch(/Alice Archer/);
  await alice.page.goto(`${house.page.url}/?as=U0NOBODY`);
  await alice.page.getByRole("button", { name: "Become Alice" }).click();
  await expect.poll(() => alice.page.title()).toMatch(/Alice Archer/);
});
