import { expect, test } from "vitest";
import {
  isLegal,
  isOpen,
  isRevocable,
  type Move,
  moves,
  statuses,
} from "../../../src/impersonation/model/lifecycle.js";

const all = Object.keys(moves).flatMap((name) => (isMove(name) ? [name] : []));

function isMove(name: string): name is Move {
  return name in moves;
}

test.each(statuses)("from %s these moves are legal, and no others", (status) => {
  expect(all.filter((move) => isLegal(move, status))).toEqual(
    {
      pending: ["approve", "deny", "cancel", "lapse"],
      approved: ["issue", "fail", "use", "revoke", "end"],
      issued: ["use", "expire", "revoke", "end"],
      active: ["revoke", "end"],
      revoking: ["confirm", "end"],
      failed: ["retry"],
      revoked: [],
      ended: [],
      expired: [],
      denied: [],
      cancelled: [],
      lapsed: [],
    }[status],
  );
});

test("only an approval and a retry lead to approved, and both are an approver's click", () => {
  expect(all.filter((move) => moves[move].to === "approved")).toEqual(["approve", "retry"]);
});

test("revoked is reached by Clerk's confirmation alone", () => {
  expect(all.filter((move) => moves[move].to === "revoked")).toEqual(["confirm"]);
});

test("a request that may still give access is open, and can be revoked or is being revoked", () => {
  expect(statuses.filter(isOpen)).toEqual(["pending", "approved", "issued", "active", "revoking"]);
  expect(statuses.filter(isRevocable)).toEqual(["approved", "issued", "active"]);
});
