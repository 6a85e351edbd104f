// Finds names in the environment that look like settings and are none: misspelled, PROTECTED_SUBJECTS protects nobody.

import { closestMatch } from "leven";

/** Letters added, left out or replaced: two that changed places count twice. */
const maxDistance = 2;
/** Shorter names are too similar to each other, and to names of other programs. */
const shortest = 6;

/** A sentence for each name in `given` that is near a setting that is not given. */
export function misspelledSettings(given: readonly string[], settings: readonly string[]): string[] {
  const missing = settings.filter((name) => name.length >= shortest && !given.includes(name));
  return given
    .filter((name) => !settings.includes(name))
    .flatMap((name) => {
      const meant = closestMatch(name, missing, { maxDistance });
      return meant === undefined ? [] : [`${name} is not a setting, and has no effect. Is ${meant} meant?`];
    });
}
