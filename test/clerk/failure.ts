// Catches the error that a call ends with, and looks into it for what must not come out.
import { inspect } from "node:util";
import { expect } from "vitest";
import { ImpersonationError } from "../../src/impersonation/model/errors.js";
import type { Stage } from "./emulated-clerk.js";

export async function failure(promise: Promise<unknown>): Promise<ImpersonationError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ImpersonationError) return error;
  throw new Error(`not refused with a problem: ${inspect(error)}`);
}

/** Neither in the error, wherever one looks, nor in the log: no key, no address, no ticket. */
export function expectNoSecret({ clerk, lines }: Stage, error: ImpersonationError): void {
  const inspected = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });
  const told = [inspected, JSON.stringify(error), String(error), error.stack, ...lines].join("\n");
  expect(told).toContain(error.problem.code);
  expect(told).not.toMatch(/Bearer|sk_test_|neverToBeSeen|customer\.com/i);
  for (const { ticket } of clerk.actorTokens) expect(told).not.toContain(ticket);
}
