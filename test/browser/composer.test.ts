// The composer: help for commands, completion that becomes a mention, and Slack's own escaping.
import { expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { openHouse } from "./house.js";

const house = await openHouse();

/** The text of the next command, as the bot receives it. */
function nextCommand(): Promise<string> {
  return new Promise((resolve) => {
    const off = house.sandbox.slack.on((event) => {
      if (event.kind !== "payload_sent" || event.type !== "/impersonate") return;
      off();
      resolve(/"text":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(event.payload))?.[1] ?? "");
    });
  });
}

test("a slash offers the command with its help, then shows its parameters", async () => {
  const alice = await house.window("alice");
  await alice.composer.pressSequentially("/im");
  const offer = alice.page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  expect(await offer.innerText()).toMatch(/\/impersonate @user \[30m\] reason · or: help.*Ask to sign in/s);
  await alice.composer.press("Tab");
  expect(await alice.composer.inputValue()).toBe("/impersonate ");
  await alice.page.getByText("/impersonate @user [30m] reason · or: help").waitFor();
});

test("an @ offers people, the arrow keys choose one, and it is sent as a mention", async () => {
  const alice = await house.window("alice");
  await alice.composer.pressSequentially("/impersonate @");
  expect(await alice.page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").allInnerTexts()).toEqual([
    "@alice Alice Archer",
    "@carol Carol Clark",
    "@dave Dave Dunn",
    "@eve Eve Ellis",
    "@gus Gus Guest",
    "@mallory Mallory Moss",
    "@managers Managers",
  ]);
  await alice.composer.press("ArrowDown");
  await alice.composer.press("ArrowDown");
  await alice.composer.press("Enter");
  expect(await alice.composer.inputValue()).toBe("/impersonate @dave ");
  expect(await alice.page.locator(".composer-mirror .mention").allTextContents()).toEqual(["@dave"]);
  await alice.composer.pressSequentially("his invoices");
  const text = nextCommand();
  await alice.composer.press("Enter");
  expect(await text).toBe("<@U0DAVE|dave> his invoices");
});

test.each([
  ["bob@customer.example ticket", "<mailto:bob@customer.example|bob@customer.example> ticket"],
  ["@bob see https://x.example/a?b=1&c=2", "@bob see <https://x.example/a?b=1&amp;c=2>"],
  ["@bob a < b & c > d", "@bob a &lt; b &amp; c &gt; d"],
  ["@bob ask @managers in #general", "@bob ask <!subteam^S0MANAGERS|@managers> in <#C0GENERAL|general>"],
])("%s goes out as %s", async (typed, sent) => {
  const alice = await house.window("alice");
  const text = nextCommand();
  await alice.types(`/impersonate ${typed}`);
  expect(await text).toBe(sent);
});

test("an unknown command is refused, and what was typed is still there", async () => {
  const alice = await house.window("alice");
  await alice.types("/imposter @bob");
  await alice.page.getByRole("alert").getByText("/imposter is not a valid command").waitFor();
  await expect.poll(() => alice.composer.inputValue()).toBe("/imposter @bob");
});

test("a line that is no command is a message, which only people in the channel can read", async () => {
  const alice = await house.window("alice");
  const eve = await house.window("eve");
  await alice.types("hello @eve, *see* <b>this</b>");
  const message = await eve.sees("hello @eve, see <b>this</b>");
  expect(await message.locator(".mention.me").innerText()).toBe("@eve");
  await alice.opens("carol");
  await alice.types("between us");
  await alice.sees("between us");
  await eve.opens("carol");
  expect(await eve.page.getByText("between us").count()).toBe(0);
  expect(JSON.stringify(house.page.live.workspaceOf(ids.eve))).not.toContain("between us");
});

test("Shift and Enter start a new line", async () => {
  const alice = await house.window("alice");
  await alice.composer.pressSequentially("one");
  await alice.composer.press("Shift+Enter");
  await alice.composer.pressSequentially("two");
  await alice.composer.press("Enter");
  expect(await (await alice.sees("one")).innerText()).toMatch(/one\ntwo/);
});

test("nothing can be written to the app, and the page says so", async () => {
  const alice = await house.window("alice");
  await alice.opens(/^understudy/);
  await alice.page.getByText("Sending messages to this app has been turned off.").waitFor();
  expect(await alice.composer.count()).toBe(0);
});
