// Leases: who is taken over, and when.
import { expect, test } from "vitest";
import { ImpersonationError } from "../../src/impersonation/model/errors.js";
import { Lease } from "../../src/lease.js";
import { createLog } from "../../src/runtime/log.js";
import { systemClock } from "../../src/runtime/system-clock.js";

type LeaseStore = ConstructorParameters<typeof Lease>[0]["store"];

const unavailable = () => new ImpersonationError({ code: "store_unavailable", stage: "before" });

function leaseOn(store: Pick<LeaseStore, "renewLease" | "takeOver">): Lease {
  const others = {
    isShared: true,
    takenOver: async () => [],
    endLease: async () => {},
    takeTurn: async () => false,
    onChanged: () => {},
  };
  const log = createLog("error", { write: () => true }, () => Date.now());
  return new Lease({ store: { ...others, ...store }, clock: systemClock, log });
}

test("when the database is back after an outage, the others have time to renew their leases before any is taken over", async () => {
  const askedAt: number[] = [];
  const lease = leaseOn({
    renewLease: async () => {
      askedAt.push(performance.now());
      if (askedAt.length === 2) throw unavailable();
      return { live: 1, gone: askedAt.length === 1 ? [] : ["another"] };
    },
    takeOver: async () => true,
  });
  const takenOverAt = await new Promise<number>((resolve) => void lease.take(() => resolve(performance.now())));
  await lease.end();
  const [, , backAt = 0] = askedAt;
  expect(takenOverAt - backAt).toBeGreaterThanOrEqual(6_000);
  expect(takenOverAt - backAt).toBeLessThan(10_000);
});

test("one that can't be taken over keeps no other from it, and is tried again", async () => {
  const tried: string[] = [];
  let renewals = 0;
  const lease = await new Promise<Lease>((resolve) => {
    const kept = leaseOn({
      renewLease: async () => ({ live: 1, gone: renewals++ === 0 ? [] : ["locked", "free"] }),
      takeOver: async (gone) => {
        if (tried.push(gone) === 4) resolve(kept);
        if (gone === "locked") throw unavailable();
        return true;
      },
    });
    void kept.take(() => {});
  });
  await lease.end();
  expect(tried).toEqual(["locked", "free", "locked", "free"]);
});
