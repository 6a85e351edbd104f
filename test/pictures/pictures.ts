// Takes the pictures of docs/messages.md from the sandbox's page, and writes that page: `npm run screenshots`. With
// `-- -t revoked` only the pictures whose names fit, and without the page.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { openHouse } from "../browser/house.js";
import { scenes, sections } from "./catalogue.js";
import { documentOf, widths } from "./document.js";
import { withPalette } from "./palette-png.js";
import type { Scene, Sight } from "./scene.js";
import { runAtThatTime, Studio } from "./studio.js";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));
const folder = join(docs, "messages");
mkdirSync(folder, { recursive: true });

const house = await openHouse(runAtThatTime);
/** High enough for every message to be seen as a whole. */
const height = 1_600;
const browserOptions = {
  viewport: { width: widths.slack, height },
  deviceScaleFactor: 1.5,
  locale: "en-US",
  timezoneId: "UTC",
} as const;

const page = await house.stranger(browserOptions);
const words = new Map<Scene, string>();
const taken = new Set<string>();

test.each(scenes.map((scene) => [scene.name, scene] as const))("%s", async (_name, scene) => {
  const studio = new Studio(house);
  const sight = await look(studio, scene);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: widths.slack, height });
  const shown = await showing(studio, sight);
  const text = await readableText(shown, studio, sight);

  await picture(shown, scene.name);
  if (scene.dark) {
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(shown, `${scene.name}-dark`);
  }
  if (scene.phone) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: widths.phone, height });
    await picture(shown, `${scene.name}-phone`);
  }
  // It did not change meanwhile.
  expect(await readableText(shown, studio, sight)).toBe(text);
  words.set(scene, text);
});

async function look(studio: Studio, scene: Scene): Promise<Sight> {
  if (!("shows" in scene)) return scene.play(studio);
  await scene.play(studio);
  const what = await studio.shown(scene.shows);
  const as = what.channel === ids.approvals ? "carol" : "alice";
  await studio.closesForms(as);
  // Some states do not last long.
  await house.page.live.killBot();
  return { as, what };
}

/** Opens the place where a person sees it. */
async function showing(studio: Studio, { as, what, typed }: Sight): Promise<Locator> {
  const { slack } = studio;
  const conversation = typeof what === "string" ? slack.dmBetween(ids[as], slack.bot.userId) : what.channel;
  await page.goto(`${house.page.url}/?as=${ids[as]}&in=${conversation}`);
  if (what === "form") {
    if (typed === undefined) return page.getByRole("dialog");
    await page.getByRole("combobox", { name: typed.into }).fill(typed.text);
    await page.getByRole("option").first().waitFor();
    return page.getByRole("dialog");
  }
  if (conversation.startsWith("D")) {
    await page.getByRole("tab", { name: what === "home" ? "Home" : "Messages" }).click();
  }
  if (what === "home") return page.getByRole("region", { name: /Home$/ }).locator(".blocks").first();
  const { ts, threadTs } = what;
  if (threadTs === undefined) return page.locator(`article[data-ts="${ts}"]`);
  const parent = page.locator(".threaded", { has: page.locator(`article[data-ts="${threadTs}"]`) });
  await parent.locator(".thread-toggle").click();
  return parent;
}

/** As shown on the page; of a form also what is in its fields. */
async function readableText(shown: Locator, studio: Studio, { as, what }: Sight): Promise<string> {
  await shown.waitFor();
  if (what === "form") {
    const form = studio.as(as).modal();
    return form === undefined ? "" : oneLine(studio.as(as).reads(form));
  }
  if (what === "home") return oneLine(await shown.innerText());
  const message = what.threadTs === undefined ? shown : shown.locator(`article[data-ts="${what.ts}"]`);
  return oneLine(await message.locator(".blocks").first().innerText());
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " / ").trim();

async function picture(shown: Locator, name: string): Promise<void> {
  await shown.page().mouse.move(0, 0);
  await alone(shown);
  const png = await shown.screenshot({ animations: "disabled" });
  writeFileSync(join(folder, `${name}.png`), withPalette(png));
  taken.add(`${name}.png`);
}

/** What is used of an element in the browser. */
interface Styled {
  readonly className: string;
  readonly style: { visibility: string; padding: string };
  readonly parentElement: { readonly children: Iterable<Styled> };
}

/** Without its neighbors, of which the edge of the picture would show a line; a Home with a margin instead of its page. */
async function alone(shown: Locator): Promise<void> {
  await shown.evaluate((element: Styled) => {
    for (const each of element.parentElement.children) if (each !== element) each.style.visibility = "hidden";
    if (element.className === "blocks") element.style.padding = "16px";
  });
}

afterAll(() => {
  // Not after a part of them only.
  if (words.size < scenes.length) return;
  for (const file of readdirSync(folder)) if (!taken.has(file)) rmSync(join(folder, file));
  writeFileSync(
    join(docs, "messages.md"),
    documentOf(sections, (scene) => words.get(scene) ?? ""),
  );
});
