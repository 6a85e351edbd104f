// Says before the tests what they draw from, so that a failure can be had again.
import type { TestProject } from "vitest/node";

export function setup(project: TestProject): void {
  const { seed } = project.config.provide;
  process.stdout.write(`\nRandom tests draw from seed ${seed}. To try the same again: SEED=${seed}\n`);
}
