// A database in which many links are out already, as after a busy morning.
import { openStore } from "../../src/db/store.js";
import type { Request } from "../../src/impersonation/model/request.js";
import type { Stage } from "./stage.js";

const hour = 3_600_000;

interface ManyLinks {
  readonly count: number;
  /** From now. Default: hours away. */
  readonly expireInMs?: number;
  /** Whether they are in use; else not opened yet. */
  readonly inUse?: boolean;
}

/** Before the bot starts. All are due for a poll at once. */
export async function withManyLinks({ sandbox, clerk, clock }: Stage, links: ManyLinks): Promise<void> {
  const store = await openStore(`file:${sandbox.database}`);
  const now = clock.now();
  for (let number = 1; number <= links.count; number += 1) {
    const id = `req_many${number}`;
    const subjectId = `user_2many${number}`;
    const actorSub = `user_2agent${number}`;
    clerk.addUser({ id: subjectId, email: `many${number}@customer.example` });
    const inserted = await store.insert(
      {
        id,
        actorSlackId: `U0AGENT${number}`,
        actorSub,
        actorClerkId: actorSub,
        actorEmails: [`agent${number}@acme.example`],
        subjectId,
        subjectName: `Customer ${number}`,
        subjectEmail: `many${number}@customer.example`,
        subjectSlackId: null,
        unverifiedClashes: [],
        reason: "ticket",
        sessionMs: 8 * hour,
        askedAgainOf: null,
        askedAt: now,
        lapsesAt: now + hour,
      },
      `key of ${id}`,
      [],
      links.count,
    );
    if (inserted.outcome !== "inserted") throw new Error(`not inserted: ${inserted.outcome}`);
    const step = (seen: Request, move: "approve" | "issue" | "use", patch: object) =>
      store.move(seen, move, { by: "U0CAROL", at: now, patch }).then((moved) => {
        if (moved === undefined) throw new Error(`no ${move}`);
        return moved;
      });
    const linkExpiresAt = now + (links.expireInMs ?? 8 * hour);
    const token = { tokenId: `act_many${number}`, tokenCreatedAt: now, linkExpiresAt };
    const approved = await step(inserted.request, "approve", { decidedBy: "U0CAROL", decidedAt: now });
    const stored = await store.amend(approved, token, false);
    const issued = await step(stored ?? approved, "issue", { dueAt: now });
    if (links.inUse !== true) continue;
    clerk.startSession(subjectId, {
      actor: { sub: actorSub, iss: "understudy", request_id: id },
      createdAt: now,
      expireAt: now + 8 * hour,
    });
    await step(issued, "use", { usedAt: now, sessionEndsAt: now + 8 * hour, dueAt: now });
  }
  await store.close();
}

/** The most calls that were made in any ten seconds, by Clerk's clock. */
export function mostIn10s(calls: readonly { readonly at: number }[]): number {
  const times = calls.map(({ at }) => at).toSorted((a, b) => a - b);
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 10_000).length));
}
