import { expect, test } from "vitest";
import { parseShortId, shortId } from "../../../src/impersonation/model/short-id.js";

test("a short id is what people say, and what they may type is read back", () => {
  expect(shortId({ number: 204 })).toBe("IMP-204");
  for (const typed of ["IMP-204", "imp-204", "imp204", "IMP 204", "#204", " 204 ", "imp–204"]) {
    expect(parseShortId(typed)).toBe(204);
  }
});

test.each(["", "IMP-", "IMP-0", "0", "-204", "204a", "IMPS-204", "2.04", "1234567890123456", "bob"])(
  "%j is no short id",
  (typed) => {
    expect(parseShortId(typed)).toBeUndefined();
  },
);
