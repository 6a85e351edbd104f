// Refuses a Node that is too old. Each program loads this before the rest, which an older Node may fail to load; so
// this file imports nothing and keeps to syntax that every Node with modules has.

/** A sentence about a Node that is too old, or undefined. `version` is three numbers with dots: 20.19.0. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `Understudy needs Node.js 20.19 or newer, and this is ${version}.`;
}

/** Ends the process with that sentence and exit code 1 if Node is too old. */
export function requireSupportedNode(): void {
  const problem = nodeProblem(process.versions.node);
  if (problem === undefined) return;
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
