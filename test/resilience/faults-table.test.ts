// The fault table is whole: each call meets each basic fault, and something that the other side says for good.
import { expect, test } from "vitest";
import { clerkCalls } from "./faults/clerk-calls.js";
import { basicFaults, isBasic } from "./faults/fault.js";
import type { Row } from "./faults/row.js";
import { slackCalls } from "./faults/slack-calls.js";

const rows = [...slackCalls, ...clerkCalls];

/** Several rows may speak of the same call. */
const isSameCall = (row: Row) => (other: Row) =>
  row.service === other.service &&
  row.method === other.method &&
  row.scene === other.scene &&
  row.match === other.match;

/** Its refusals end the process, which is tested in test/flows/process.deep.test.ts. */
const refusedElsewhere: readonly string[] = ["apps.connections.open"];

test.each(rows.map((row) => [row.call, row] as const))("%s meets every fault", (_call, row) => {
  const faults = rows.filter(isSameCall(row)).flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome.faults));
  expect(faults).toEqual(expect.arrayContaining([...basicFaults]));
  expect(new Set(faults).size, "no fault has two outcomes").toBe(faults.length);
  if (!refusedElsewhere.includes(row.method)) expect(faults.filter((fault) => !isBasic(fault))).not.toEqual([]);
});

test("no two rows have the same name", () => {
  const names = rows.map(({ call }) => call);
  expect(names).toEqual([...new Set(names)]);
});
