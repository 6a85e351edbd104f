// The way that a request went, as the audit alone tells it: asked once, each move once and legal, to where it stands.
import { isLegal, type Move, moves, type Status } from "../../src/impersonation/model/lifecycle.js";
import type { Request } from "../../src/impersonation/model/request.js";
import type { AuditRow } from "./ledger.js";

const isMove = (action: string): action is Move => Object.hasOwn(moves, action);

/** What is wrong with it, in sentences. */
export function wayProblems(audit: readonly AuditRow[], { id, status, attempt }: Request): string[] {
  const done = audit.filter(({ request_id, outcome }) => request_id === id && outcome === "done");
  const asked = done.filter(({ action }) => action === "ask").length;
  const way = done.map(({ action }) => action).filter(isMove);
  let at: Status = "pending";
  for (const move of way) {
    if (!isLegal(move, at)) return [`the record of ${id} has an illegal ${move} from ${at}: ${way.join(", ")}`];
    at = moves[move].to;
  }
  const approvals = way.filter((move) => moves[move].to === "approved").length;
  return [
    ...(asked === 1 ? [] : [`the record of ${id} has it asked ${asked} times`]),
    ...(at === status ? [] : [`the record of ${id} ends ${at}, and it is ${status}: ${way.join(", ")}`]),
    ...(approvals === attempt ? [] : [`the record of ${id} has ${approvals} approvals, and it counts ${attempt}`]),
  ];
}
