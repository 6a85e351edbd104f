// Settings that the bot of this version knows.
import { type Environment, readConfig } from "../../src/config.js";

/** Without those that this version does not know. */
export function knownOf(settings: Environment): Environment {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => isKnown(name)));
}

/** For settings that do not take just any text. */
export function isKnown(name: string): boolean {
  const reading = readConfig({ [name]: "?" });
  return !reading.ok && reading.problems.some((problem) => problem.startsWith(`${name} `));
}
