// A window over time: its scroll position, its focus, and what it shows while the sandbox is unreachable.
import { expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { openHouse } from "./house.js";

const house = await openHouse();

/** Pixels from the end of the conversation. */
const fromEnd =
  "(() => { const log = document.querySelector('[role=log]'); return log.scrollHeight - log.scrollTop - log.clientHeight; })()";

test("a new message scrolls to the end, unless the person is reading further up", async () => {
  const carol = house.sandbox.slack.as(ids.carol);
  for (let line = 1; line <= 40; line += 1) carol.says(ids.general, `line ${line}`);
  const alice = await house.window("alice");
  await alice.sees("line 40");
  await expect.poll(() => alice.page.evaluate(fromEnd)).toBeLessThan(20);
  carol.says(ids.general, "line 41");
  await alice.sees("line 41");
  await expect.poll(() => alice.page.evaluate(fromEnd)).toBeLessThan(20);

  await alice.page.evaluate("document.querySelector('[role=log]').scrollTop = 0");
  carol.says(ids.general, "line 42");
  await alice.page.getByText("line 42").waitFor();
  expect(await alice.page.evaluate("document.querySelector('[role=log]').scrollTop")).toBe(0);
});

test("the composer has the focus when a conversation opens, and again when a form is closed", async () => {
  const alice = await house.window("alice");
  const focused = () => alice.page.evaluate("document.activeElement?.getAttribute('aria-label')");
  expect(await focused()).toBe("Message #general");
  await alice.page.keyboard.type("/impersonate");
  await alice.page.keyboard.press("Enter");
  await alice.form.waitFor();
  await alice.page.keyboard.press("Escape");
  await alice.form.waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Message #general");
});

test("a window that is refused once reconnects by itself", async () => {
  const alice = await house.window("alice");
  let asked = 0;
  await alice.page.route("**/api/stream*", (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 503, json: { error: "not now" } }) : route.continue();
  });
  await alice.page.goto(`${house.page.url}/?as=${ids.alice}`);
  await alice.page.getByRole("navigation", { name: "Conversations" }).waitFor();
  expect(asked).toBe(2);
  // The only error is the refusal that this test caused.
  expect(alice.errors.splice(0)).toEqual([expect.stringContaining("503")]);
});

test("a refusal by the sandbox is shown within the form, too", async () => {
  const alice = await house.window("alice");
  await alice.types("/impersonate @bob");
  await alice.form.getByRole("textbox", { name: "Reason" }).fill("ticket 4821");
  await alice.page.route("**/api/submit", (route) => route.fulfill({ status: 409, json: { error: "not this time" } }));
  await alice.presses("Submit request", alice.form);
  await alice.form.getByRole("alert").getByText("not this time").waitFor();
});

test("a read mark also counts if the last message is a notice by the client", async () => {
  const alice = await house.window("alice");
  const carol = house.sandbox.slack.as(ids.carol);
  await house.page.live.killBot();
  await alice.types("/impersonate @bob x");
  await alice.sees('failed with the error "dispatch_failed"');
  await alice.opens("carol");
  carol.says(ids.general, "good morning");
  await alice.conversationLink("general").and(alice.page.locator(".unread")).waitFor();
  await alice.opens("general");
  await alice.page.locator(".unread").waitFor({ state: "detached" });
});

test("a draft is still there after a look at another conversation or as another person", async () => {
  const alice = await house.window("alice");
  await alice.composer.fill("half a thought");
  await alice.opens("dave");
  expect(await alice.composer.inputValue()).toBe("");
  await alice.becomes("carol");
  await alice.becomes("alice");
  await alice.opens("general");
  expect(await alice.composer.inputValue()).toBe("half a thought");
});

test("a form opens in the window that asked for it, and in no other of the same person", async () => {
  const asking = await house.window("alice");
  const other = await house.window("alice");
  await asking.types("/impersonate");
  await asking.form.waitFor();
  await asking.form.getByRole("textbox", { name: "Reason" }).fill("ticket 4821");
  await other.types("hello");
  await other.sees("hello");
  expect(await other.form.count()).toBe(0);
  const opened = await house.window("alice");
  expect(await opened.form.count()).toBe(0);
});

test("a long text scrolls within the composer, which leaves room for the messages", async () => {
  const alice = await house.window("alice");
  await alice.composer.fill("many words ".repeat(1_000));
  const form = alice.page.locator("form.composer");
  const height = (await form.boundingBox())?.height ?? 0;
  expect(height).toBeGreaterThan(100);
  expect(height).toBeLessThan(450);
  expect(await alice.page.getByRole("button", { name: "Send" }).isVisible()).toBe(true);
});

test.each([400, 800, 1_300])("nothing overflows a window of %i pixels", async (width) => {
  const alice = await house.window("alice", "general", { viewport: { width, height: 800 } });
  expect(await alice.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  for (const control of [
    alice.page.getByRole("group", { name: "You are" }),
    alice.page.getByRole("button", { name: "Try it" }),
    alice.page.getByRole("button", { name: "Behind the scenes" }),
    alice.composer,
  ]) {
    const box = await control.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= width).toBe(true);
  }
});
