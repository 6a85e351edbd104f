// Finds names in the environment that look like settings and are none: misspelled, PROTECTED_SUBJECTS protects nobody.

/** Shorter names are too similar to each other, and to names of other programs. */
const shortest = 6;

/** A sentence for each name in `given` that is one slip away from a setting that is not given. */
export function misspelledSettings(given: readonly string[], settings: readonly string[]): string[] {
  const missing = settings.filter((name) => name.length >= shortest && !given.includes(name));
  return given
    .filter((name) => !settings.includes(name))
    .flatMap((name) => {
      const meant = missing.find((setting) => areOneSlipApart(name, setting));
      return meant === undefined ? [] : [`${name} is not a setting, and has no effect. Is ${meant} meant?`];
    });
}

/** A letter too many, too few or another one, or two that changed places. */
function areOneSlipApart(name: string, other: string): boolean {
  if (Math.abs(name.length - other.length) > 1) return false;
  const others = new Set(withALetterLeftOut(other));
  return withALetterLeftOut(name).some((variant) => others.has(variant));
}

function withALetterLeftOut(name: string): string[] {
  return [name, ...Array.from(name, (_, index) => name.slice(0, index) + name.slice(index + 1))];
}
