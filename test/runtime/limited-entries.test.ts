// Entries that strangers cause: one of each kind a minute, and none is left out without being counted.
import { expect, test } from "vitest";
import { LimitedEntries } from "../../src/runtime/limited-entries.js";
import type { LogFields } from "../../src/runtime/log.js";

const minute = 60_000;

function limited() {
  let now = 1_000_000;
  const entries = new LimitedEntries(() => now);
  const written: [string, LogFields][] = [];
  return {
    write: (message: string) => entries.write((...entry) => written.push(entry), message, { status: 401 }),
    pass: (ms: number) => {
      now += ms;
    },
    written,
  };
}

test("of each kind the first is written at once, and the next a minute later with how many were left out", () => {
  const { write, pass, written } = limited();
  for (let count = 0; count < 5; count += 1) write("forged");
  write("too long");
  pass(minute);
  write("forged");
  expect(written).toEqual([
    ["forged", { status: 401 }],
    ["too long", { status: 401 }],
    ["forged", { status: 401, omitted: 4 }],
  ]);
});

test("a clock that is set back silences nothing for longer", () => {
  const { write, pass, written } = limited();
  write("forged");
  pass(-60 * minute);
  write("forged");
  expect(written).toHaveLength(2);
});
