// Whatever is handed to the log: one entry is one line, and no secret is in it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "../../src/impersonation/model/secret.js";
import { createLog, logLevels } from "../../src/runtime/log.js";
import { fuzz } from "./fuzz-plan.js";
import { oddValue } from "./odd-json.js";
import { oddText } from "./odd-text.js";

const hush = "neverToBeSeen";

class Unreadable extends Error {
  override get message(): string {
    throw new Error(hush);
  }

  [fc.toStringMethod](): string {
    return "an error that throws when it is read";
  }
}

/** Errors as outside code throws them, and things that fight back when they are printed. */
const awkward: fc.Arbitrary<unknown> = fc.oneof(
  oddText.map((text) => new Error(text, { cause: hush })),
  oddText.map((text) => Object.assign(new TypeError(text), { config: { headers: { authorization: hush } } })),
  fc.constant(new Secret(hush)),
  fc.constant([new Secret(hush), [new Secret(hush)]]),
  fc.constant({ token: hush, toString: () => hush }),
  fc.constant(() => hush),
  fc.constant(Symbol("s")),
  fc.constant(10n),
  fc.constant(new Date(Number.NaN)),
  fc.constant(new Unreadable()),
  oddValue,
);

const secrets = fc.constantFrom(
  `xoxb-1-2-${hush}`,
  `xapp-1-A1-${hush}`,
  `sk_live_${hush}`,
  `https://clerk.example/v1/tickets/accept?ticket=${hush}`,
  `https://hooks.slack.com/actions/T1/1/${hush}`,
  `${hush}@customer.example`,
);
// With something between that keeps words apart: glued together they would be another word.
const message = fc.tuple(oddText, secrets, oddText).map(([before, secret, after]) => `${before} ${secret} ${after}`);

test("one entry is one line, whatever is in it, and what is secret stays out", async () => {
  const entry = fc.tuple(
    fc.constantFrom(...logLevels),
    fc.oneof(oddText, message),
    fc.dictionary(oddText, awkward, { maxKeys: 3 }),
  );
  await fuzz("log entries", entry, ([level, text, fields]) => {
    const lines: string[] = [];
    const log = createLog("debug", { write: (line) => lines.push(line) }, () => 0);
    log[level](text, fields);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^1970-01-01T00:00:00\.000Z (debug|info|warn|error) [^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
    expect(lines[0]).not.toContain(hush);
  });
});
