// Leases: who is taken over, and when.
import { expect, test } from "vitest";
import { ImpersonationError } from "../../src/impersonation/model/errors.js";
import type { InstanceStore } from "../../src/impersonation/ports/instance-store.js";
import { Lease } from "../../src/lease.js";
import { createLog } from "../../src/runtime/log.js";
import { systemClock } from "../../src/runtime/system-clock.js";

test("when the database is back after an outage, the others have time to renew their leases before any is taken over", async () => {
  const heardAt: number[] = [];
  const store: InstanceStore = {
    isShared: true,
    renewLease: async () => {
      heardAt.push(performance.now());
      if (heardAt.length === 2) throw new ImpersonationError({ code: "store_unavailable", stage: "before" });
      return { live: 1, gone: heardAt.length === 1 ? [] : ["another"] };
    },
    takeOver: async () => [],
    endLease: async () => {},
    takeTurn: async () => false,
    onChanged: () => {},
  };
  const log = createLog("error", { write: () => true }, () => Date.now());
  const lease = new Lease({ store, clock: systemClock, log });
  const takenOverAt = await new Promise<number>((resolve) => void lease.take(() => resolve(performance.now())));
  await lease.end();
  const [, , backAt = 0] = heardAt;
  expect(takenOverAt - backAt).toBeGreaterThanOrEqual(6_000);
  expect(takenOverAt - backAt).toBeLessThan(10_000);
});
