// How much of the tests that could go on for ever is run: a sample with `npm test`, all with `npm run test:deep`.
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    seed: number;
    thorough: boolean;
  }
}

export const seed = inject("seed");

/** `sample` with `npm test`, `all` with `npm run test:deep`. */
export function dose<T>({ sample, all }: { sample: T; all: T }): T {
  return inject("thorough") ? all : sample;
}
