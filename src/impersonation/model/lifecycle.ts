// The life of a request as data: which moves are legal, and which statuses are open.

export const statuses = [
  "pending",
  "approved",
  "issued",
  "active",
  "revoking",
  "revoked",
  "ended",
  "expired",
  "denied",
  "cancelled",
  "lapsed",
  "failed",
] as const;

export type Status = (typeof statuses)[number];

interface LegalMove {
  from: readonly Status[];
  to: Status;
}

export const moves = {
  approve: { from: ["pending"], to: "approved" },
  deny: { from: ["pending"], to: "denied" },
  cancel: { from: ["pending"], to: "cancelled" },
  lapse: { from: ["pending"], to: "lapsed" },
  issue: { from: ["approved"], to: "issued" },
  fail: { from: ["approved"], to: "failed" },
  retry: { from: ["failed"], to: "approved" },
  // From `approved` too: a link whose post was never confirmed can turn out to have been opened.
  use: { from: ["approved", "issued"], to: "active" },
  expire: { from: ["issued"], to: "expired" },
  revoke: { from: ["approved", "issued", "active"], to: "revoking" },
  confirm: { from: ["revoking"], to: "revoked" },
  // From `approved` and `issued` only by time: Clerk never confirmed, and all that the token could give has expired.
  end: { from: ["approved", "issued", "active", "revoking"], to: "ended" },
} as const satisfies Record<string, LegalMove>;

export type Move = keyof typeof moves;

/** One open request per actor and subject; `failed` is not open, so the actor may ask again, or an approver retry. */
export const openStatuses = ["pending", "approved", "issued", "active", "revoking"] as const satisfies Status[];

export function isLegal(move: Move, from: Status): boolean {
  const legal: LegalMove = moves[move];
  return legal.from.includes(from);
}

export function isOpen(status: Status): boolean {
  const open: readonly Status[] = openStatuses;
  return open.includes(status);
}

/** Whether somebody can still end access. */
export function isRevocable(status: Status): boolean {
  return isLegal("revoke", status);
}
