import { expect, test } from "vitest";
import { planned } from "./fuzz-plan.js";

// Each part counts its own cases against the plan.
test("the deep run has 100,000 cases, 2,000 of them and more through the real app", () => {
  expect(planned.inAll).toBeGreaterThanOrEqual(100_000);
  expect(planned.throughTheApp).toBeGreaterThanOrEqual(2_000);
});
