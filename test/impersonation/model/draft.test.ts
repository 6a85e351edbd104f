// What can be judged of a draft at once: how long the session may be, also where a form was forged.
import { expect, test } from "vitest";
import { type Draft, draftProblems } from "../../../src/impersonation/model/draft.js";

const codes = (sessionMs: Draft["sessionMs"]) =>
  draftProblems({ who: { kind: "username", username: "bob" }, reason: "ticket 4821", sessionMs }, rules).map(
    ({ code }) => code,
  );

const rules = { sessionMaxMs: 7_200_000, reason: { pattern: null, hint: null, ticketUrl: null } };

test.each([[{ kind: "unreadable", typed: "5x" }], [0], [1], [999]] as const)(
  "%s is no duration of a session",
  (sessionMs) => {
    expect(codes(sessionMs)).toEqual(["duration_invalid"]);
  },
);

test.each([[undefined], [1_000], [rules.sessionMaxMs]])("%s ms can be asked for", (sessionMs) => {
  expect(codes(sessionMs)).toEqual([]);
});

test("a millisecond more than the settings allow is too long", () => {
  expect(codes(rules.sessionMaxMs + 1)).toEqual(["duration_too_long"]);
});
