// Finds a Chromium or Chrome on this machine.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];
const usualPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Its executable: `CHROMIUM` if set, else the first one found; undefined if there is none. */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  if (environment.CHROMIUM) return [environment.CHROMIUM].find(canRun);
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...usualPlaces, chromium.executablePath()].find(canRun);
}

export const howToGetOne =
  "The browser tests need Chromium or Chrome and found none: install it (Debian: apt-get install chromium), or set CHROMIUM to its program.";

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
