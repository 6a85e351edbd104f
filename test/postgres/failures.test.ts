// Which of PostgreSQL's errors mean that the database fails, so that access can still be ended and upkeep waits; the others are bugs.
import { expect, test } from "vitest";
import { codeOf, isConnectionLost, isFailure } from "../../src/db/postgres/failures.js";

const coded = (code: string) => Object.assign(new Error("as the server says"), { code });

test.each([
  "08006",
  "25006",
  "25P02",
  "25P03",
  "40001",
  "40P01",
  "53100",
  "53300",
  "54000",
  "55P03",
  "57014",
  "57P01",
  "58030",
  "ECONNRESET",
])("%s is a failure of the database", (code) => {
  expect(isFailure(codeOf(coded(code)))).toBe(true);
});

test.each(["22P02", "23505", "42601", "42P01", "P0001", ""])("%s is none", (code) => {
  expect(isFailure(codeOf(coded(code)))).toBe(false);
});

test.each([
  ["Cannot use a pool after calling end on the pool", true],
  ["timeout exceeded when trying to connect", true],
  ["Query read timeout", true],
  ["Connection terminated unexpectedly", true],
  ["anything else", false],
])("what pg says without a code: %s", (message, fails) => {
  expect(isFailure(codeOf(new Error(message)))).toBe(fails);
});

test.each(["25P03", "57P01", "08006", "ECONNRESET", "EPIPE"])("after %s the connection is used no more", (code) => {
  expect(isConnectionLost(coded(code))).toBe(true);
});
