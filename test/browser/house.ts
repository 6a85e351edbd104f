// The sandbox's page in a real browser, with a window per person.
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, expect, type TestContext } from "vitest";
import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { ids, people } from "../../src/sandbox/cast.js";
import { type PageServer, servePage } from "../../src/sandbox/server/server.js";
import { findChromium, howToGetOne } from "./chromium.js";

type Person = "alice" | "carol" | "dave" | "eve" | "gus" | "mallory";
const channels = { general: ids.general, approvals: ids.approvals } as const;

/** Call at the top of a test file; shared by its tests. The sandbox is reset after each of them. */
export async function openHouse(runBot?: RunBot): Promise<House> {
  const house = await House.open(runBot);
  afterEach((context) => house.tidy(context));
  afterAll(() => house.close());
  return house;
}

/** A sandbox with its bot, and a browser. */
class House {
  readonly #browser: Browser;
  readonly #windows: PersonWindow[] = [];
  readonly #contexts: BrowserContext[] = [];
  readonly #guests: (() => Promise<void>)[] = [];
  readonly page: PageServer;

  private constructor(browser: Browser, page: PageServer) {
    this.#browser = browser;
    this.page = page;
  }

  static async open(runBot?: RunBot): Promise<House> {
    const executablePath = findChromium(process.env);
    if (executablePath === undefined) throw new Error(howToGetOne);
    const [browser, page] = await Promise.all([
      chromium.launch({
        executablePath,
        // No background traffic; and Chromium runs as root only without its sandbox.
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
      }),
      servePage(0, runBot),
    ]);
    return new House(browser, page);
  }

  get sandbox() {
    return this.page.live.sandbox;
  }

  /** A window in a new browser profile. */
  async window(person: Person, where: keyof typeof channels = "general", options: BrowserContextOptions = {}) {
    const context = await this.#browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const window = new PersonWindow(page, ids[person]);
    this.#windows.push(window);
    await page.goto(`${this.page.url}/?as=${ids[person]}&in=${channels[where]}`);
    await page.getByRole("navigation", { name: "Conversations" }).waitFor();
    return window;
  }

  /** alice has asked to act as bob, and carol sees the card. */
  async asked() {
    const alice = await this.window("alice");
    const carol = await this.window("carol", "approvals");
    await alice.types("/impersonate @bob ticket 4821");
    await carol.sees("Waiting for approval");
    return { alice, carol };
  }

  /** carol has approved, and alice reads the message with the link. */
  async issued() {
    const { alice, carol } = await this.asked();
    await carol.presses("Approve");
    await carol.sees("has the link, not opened yet");
    await alice.opens(/^understudy/);
    const message = await alice.sees("You can sign in as Bob Brown");
    return { alice, carol, message };
  }

  /** An empty page in a new browser profile. */
  async stranger(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext(options);
    this.#contexts.push(context);
    return context.newPage();
  }

  /** Called after the test, before the sandbox is reset. */
  beforeReset(leave: () => Promise<void>): void {
    this.#guests.push(leave);
  }

  /** After each test: no window may have errors; resets the sandbox. */
  async tidy({ task }: TestContext): Promise<void> {
    const windows = this.#windows.splice(0);
    if (task.result?.state === "fail") for (const window of windows) await window.describe();
    const errors = windows.flatMap((window) => window.errors);
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    await Promise.all(this.#guests.splice(0).map((leave) => leave()));
    // A window of carol's that the server believed open would tick a step of the next test.
    await expect.poll(() => this.page.live.watchers, { timeout: 15_000 }).toBe(0);
    await this.page.live.reset();
    expect(errors).toEqual([]);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.page.close();
  }
}

class PersonWindow {
  /** Errors in the page itself, except refused requests. */
  readonly errors: string[] = [];
  readonly page: Page;
  readonly id: string;

  constructor(page: Page, id: string) {
    this.page = page;
    this.id = id;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      // Some tests expect refusals; none expects a script error or a missing resource.
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) this.errors.push(message.text());
    });
  }

  get composer(): Locator {
    return this.page.getByRole("combobox", { name: /^Message / });
  }

  get messages(): Locator {
    return this.page.getByRole("log").getByRole("article");
  }

  /** The latest message with this text. */
  message(text: string | RegExp): Locator {
    return this.messages.filter({ hasText: text }).last();
  }

  /** A tab of the app's home. */
  tab(name: "Home" | "Messages"): Locator {
    return this.page.getByRole("tab", { name });
  }

  get form(): Locator {
    return this.page.getByRole("dialog");
  }

  async types(line: string): Promise<void> {
    await this.composer.fill(line);
    await this.composer.press("Enter");
  }

  /** Of the app's conversation the messages, not the Home. */
  async opens(conversation: string | RegExp): Promise<void> {
    await this.conversationLink(conversation).click();
    if (/understudy/.test(String(conversation))) await this.tab("Messages").click();
  }

  conversationLink(name: string | RegExp): Locator {
    return this.page.getByRole("navigation").getByRole("button", { name });
  }

  async sees(text: string | RegExp): Promise<Locator> {
    const message = this.message(text);
    await message.waitFor();
    return message;
  }

  /** Without `within`, in the latest message that has such a button. */
  async presses(name: string, within: Locator = this.messages): Promise<void> {
    await within.getByRole("button", { name, exact: true }).last().click();
  }

  /** Presses the link's button in the direct message, and returns the tab that it opens. */
  async opensLink(within: Locator = this.messages.last()): Promise<Page> {
    const opened = this.page.context().waitForEvent("page");
    await within.getByRole("link", { name: /^Open as / }).click();
    return opened;
  }

  /** Switches this window to another person. */
  async becomes(person: Person): Promise<void> {
    const name = people.find(({ id }) => id === ids[person])?.realName ?? person;
    await this.page.getByRole("group", { name: "You are" }).getByRole("button", { name }).click();
    await expect.poll(() => this.page.title(), { timeout: 15_000 }).toMatch(name);
  }

  /** Opens the panel, which is closed at first, at this tab. */
  async backstage(tab: "Controls" | "Requests" | "Clerk" | "Calls"): Promise<Locator> {
    const toggle = this.page.getByRole("button", { name: "Behind the scenes" });
    if ((await toggle.getAttribute("aria-expanded")) === "false") await toggle.click();
    await this.page.getByRole("tab", { name: tab }).click();
    return this.page.getByRole("tabpanel");
  }

  async chooses(radio: string | RegExp): Promise<void> {
    const panel = await this.backstage("Controls");
    const button = panel.getByRole("radio", { name: radio });
    await button.click();
    // Checked only once the sandbox confirms it.
    await expect.poll(() => button.isChecked()).toBe(true);
  }

  async describe(): Promise<void> {
    const shown = await this.page.locator("body").innerText();
    process.stderr.write(`The window at ${this.page.url()} showed:\n${shown}\n${this.errors.join("\n")}\n`);
  }
}
