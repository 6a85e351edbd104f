// Ends the run with one line where no browser is there to run it.
import { findChromium, howToGetOne } from "./chromium.js";

export function setup(): void {
  if (findChromium(process.env) !== undefined) return;
  process.stderr.write(`${howToGetOne}\n`);
  process.exit(1);
}
