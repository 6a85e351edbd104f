// Ends the run with one line if there is no browser.
import { findChromium, howToGetOne } from "./chromium.js";

export function setup(): void {
  if (findChromium(process.env) !== undefined) return;
  process.stderr.write(`${howToGetOne}\n`);
  process.exit(1);
}
