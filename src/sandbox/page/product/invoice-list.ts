// The invoices of an invented customer. Their dates follow the clock, so that the newest is always a few days old.

interface Invoice {
  readonly number: string;
  readonly about: string;
  readonly issuedMs: number;
  readonly dueMs: number;
  /** US dollars. */
  readonly amount: number;
  readonly state: "Open" | "Overdue" | "Paid";
}

const dayMs = 86_400_000;
const termDays = 14;

const list = [
  { number: "INV-2061", about: "Team plan, 14 seats", ageDays: 4, amount: 686, state: "Open" },
  { number: "INV-2048", about: "Team plan, 14 seats", ageDays: 34, amount: 686, state: "Overdue" },
  { number: "INV-2041", about: "Onboarding, 3 hours", ageDays: 51, amount: 540, state: "Paid" },
  { number: "INV-2033", about: "Team plan, 12 seats", ageDays: 65, amount: 588, state: "Paid" },
  { number: "INV-2019", about: "Team plan, 12 seats", ageDays: 95, amount: 588, state: "Paid" },
  { number: "INV-2004", about: "Team plan, 9 seats", ageDays: 126, amount: 441, state: "Paid" },
  { number: "INV-1987", about: "Team plan, 9 seats", ageDays: 156, amount: 441, state: "Paid" },
] as const;

/** Newest first. */
export function invoicesAt(nowMs: number): Invoice[] {
  return list.map(({ ageDays, ...invoice }) => {
    const issuedMs = nowMs - ageDays * dayMs;
    return { ...invoice, issuedMs, dueMs: issuedMs + termDays * dayMs };
  });
}
