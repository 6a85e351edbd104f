// How much of the tests that could go on for ever is run: a sample with `npm test`, all with `npm run test:deep`, and more than
// the sample with `npm run test:postgres`, which runs no other tests of that kind.
import { inject } from "vitest";
import { postgresUrl } from "./database/scratch-schema.js";

declare module "vitest" {
  interface ProvidedContext {
    seed: number;
    thorough: boolean;
  }
}

export const seed = inject("seed");

/** `sample` with `npm test`, `all` with `npm run test:deep`, `more` on PostgreSQL unless it is to be thorough there too. */
export function dose<T>({ sample, more = sample, all }: { sample: T; more?: T; all: T }): T {
  if (inject("thorough")) return all;
  return postgresUrl === undefined ? sample : more;
}
