// The sandbox's first minute: the checklist ticks what has happened, and its buttons lead through the story.
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();
type Window = Awaited<ReturnType<typeof house.window>>;

const patience = { timeout: 15_000 };
const checklist = ({ page }: Window): Locator => page.getByRole("region", { name: "First steps" });
const ticked = (window: Window) => checklist(window).getByRole("listitem").filter({ hasText: ", done" });

/** Waits until as many steps are done, in order. */
async function seesTicks(window: Window, ...titles: string[]): Promise<void> {
  await expect
    .poll(async () => (await ticked(window).locator(".step-title").allTextContents()).join(", "), patience)
    .toBe(titles.join(", "));
}

test("it leads from the question to the revoke in one window, and ticks each step as it happens", async () => {
  const window = await house.window("alice");
  await seesTicks(window);
  await window.presses("Try it", checklist(window));
  expect(await window.composer.inputValue()).toBe("/impersonate @bob ticket 4821, cannot see invoices");
  await checklist(window).getByText("Press Enter").waitFor();
  await window.page.keyboard.press("Enter");
  await seesTicks(window, "Ask");

  await window.presses("Become Carol", checklist(window));
  await seesTicks(window, "Ask", "Become Carol");
  await window.presses("Approve");
  await seesTicks(window, "Ask", "Become Carol", "Approve");

  await window.presses("Go to the message as Alice", checklist(window));
  const product = await window.opensLink();
  await product.getByText("Alice Archer is signed in as Bob Brown").waitFor();
  await seesTicks(window, "Ask", "Become Carol", "Approve", "Open the link");
  await window.presses("Revoke", await window.sees("In use since"));
  await seesTicks(window, "Ask", "Become Carol", "Approve", "Open the link", "Revoke");
  await window.presses("Close the checklist", checklist(window));
  await checklist(window).waitFor({ state: "detached" });
});

test("ticks survive a reload, and a hidden checklist stays hidden until it is asked for or the sandbox is reset", async () => {
  const { alice } = await house.asked();
  await seesTicks(alice, "Ask", "Become Carol");
  await alice.page.reload();
  await seesTicks(alice, "Ask", "Become Carol");
  await alice.presses("Hide the first steps", checklist(alice));
  await checklist(alice).waitFor({ state: "detached" });
  await alice.page.reload();
  await alice.page.getByRole("button", { name: "First steps 2/5" }).waitFor();
  expect(await checklist(alice).count()).toBe(0);
  await alice.page.getByRole("button", { name: "First steps 2/5" }).click();
  await seesTicks(alice, "Ask", "Become Carol");
  await alice.presses("Hide the first steps", checklist(alice));
  await house.page.live.reset();
  // carol's window is still open.
  await seesTicks(alice, "Become Carol");
});

test("after a denial nothing is ticked that did not happen, and it offers to ask again", async () => {
  const { alice, carol } = await house.asked();
  await carol.presses("Deny");
  await carol.presses("Deny", carol.form);
  await checklist(alice).getByText("Ask again").waitFor();
  await seesTicks(alice, "Ask", "Become Carol");
  await alice.presses("Try it", checklist(alice));
  await alice.page.keyboard.press("Enter");
  await alice.presses("Go to the card as Carol", checklist(alice));
  await alice.presses("Approve");
  await seesTicks(alice, "Ask", "Become Carol", "Approve");
});

test("on a phone it works with the keyboard alone, and nothing overflows", async () => {
  const viewport = { width: 390, height: 844 };
  const alice = await house.window("alice", "approvals", { viewport });
  await checklist(alice).getByRole("button", { name: "Try it" }).focus();
  await alice.page.keyboard.press("Enter");
  // It opens the channel and puts the focus where the command stands.
  await expect
    .poll(() => alice.page.evaluate("document.activeElement?.value"), patience)
    .toMatch(/^\/impersonate @bob/);
  await alice.page.keyboard.press("Enter");
  await seesTicks(alice, "Ask");
  expect(await alice.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(viewport.width);
  const become = checklist(alice).getByRole("button", { name: "Become Carol" });
  await become.focus();
  await alice.page.keyboard.press("Enter");
  await alice.sees("ticket 4821");
  expect(await alice.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(viewport.width);
});
