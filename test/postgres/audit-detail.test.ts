// PostgreSQL's own JSON functions can read the whole audit, whatever people have typed.
import { expect, test } from "vitest";
import { open, people, scratchPath, t0 } from "../db/scratch.js";
import { Operator } from "./behind-proxy.js";

test("a NUL and half a character in a reason do not keep anybody from querying the audit", async () => {
  const url = scratchPath();
  const store = await open(url);
  const detail = { reason: "a\0b \ud800 \u{1f511}" };
  await store.record({ at: t0, requestId: "req_1", by: people.eve, action: "ask", outcome: "done", detail });
  const operator = await Operator.of(url);
  const read = await operator.query("select detail::jsonb ->> 'reason' as reason from audit");
  expect(JSON.stringify(read)).toContain("a\u{fffd}b \u{fffd} \u{1f511}");
});
