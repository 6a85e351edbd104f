// What security people find later: the audit alone tells who wanted what, and what came of it.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { auditIn } from "../resilience/faults/record.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const rows = ({ sandbox }: Stage, action: string) =>
  auditIn(sandbox)
    .filter((row) => row.action === action)
    .map((row) => {
      const detail: unknown = JSON.parse(row.detail);
      return { ...row, detail };
    });

test.each([
  ["ceo@customer.example why", "no_clerk_user", { named: "ceo@customer.example" }],
  ["@nobody why", "no_clerk_user", { named: "@nobody" }],
  ["user_2nobody why", "no_clerk_user", { named: "user_2nobody" }],
  ["somebody why", "no_clerk_user", { named: "somebody" }],
  ["@eve why", "no_clerk_user", { named: ids.eve }],
  ["alice@acme.example why", "self_impersonation", { named: "alice@acme.example", subject: "user_2alice" }],
  ["@bob for 9h why", "duration_too_long", { named: "@bob" }],
])("%s is refused, and on record with whom it was for, as typed and as found", async (text, outcome, about) => {
  const stage = await raise();
  await stage.alice.types(ids.general, `/impersonate ${text}`);
  await stage.told(ids.alice, ids.general, /\[Edit request\]/);
  expect(rows(stage, "refused")).toMatchObject([{ by: ids.alice, outcome, detail: { verb: "ask", ...about } }]);
});

test("a protected customer was found before they were refused: the record has both", async () => {
  const stage = await raise({ settings: { PROTECTED_SUBJECTS: "@customer.example" } });
  await stage.alice.types(ids.general, "/impersonate @bob why");
  await stage.told(ids.alice, ids.general, /This user is protected/);
  expect(rows(stage, "refused")).toMatchObject([
    { outcome: "protected_subject", detail: { named: "@bob", subject: "user_2bob" } },
  ]);
});

test("a link that somebody pastes as a user is not kept", async () => {
  const stage = await raise();
  await stage.alice.types(
    ids.general,
    "/impersonate https://clerk.example/v1/tickets/accept?ticket=eyJhbGciOi.abc.def why",
  );
  await stage.told(ids.alice, ids.general, /can't tell who/);
  const [row] = rows(stage, "refused");
  expect(JSON.stringify(row?.detail)).toContain("ticket=[secret]");
});

test("reason, session, place and end are rows, and not only columns that can be changed", async () => {
  const stage = await raise();
  const { session } = await stage.inUse();
  stage.clock.advance(620_000);
  await stage.card(/lists the session as expired/);
  expect(rows(stage, "ask")).toMatchObject([
    { detail: { subject: "user_2bob", reason: "ticket 4821, cannot see invoices" } },
  ]);
  expect(rows(stage, "use")).toMatchObject([
    { by: "understudy", detail: { sessions: session.id, used_from: expect.stringMatching(/\w+, \w+ · \w+/) } },
  ]);
  expect(rows(stage, "end")).toMatchObject([{ detail: { closing: "timed_out", [session.id]: "abandoned" } }]);
});

test("a denial's note is on record", async () => {
  const stage = await raise();
  await stage.carol.clicks(await stage.ask(), "Deny");
  const form = await stage.slack.until("the form", () => stage.carol.modal());
  await stage.carol.submits(form, { note: "the invoices page is enough" });
  await stage.card(/@carol denied this/);
  expect(rows(stage, "deny")).toMatchObject([{ by: ids.carol, detail: { note: "the invoices page is enough" } }]);
});

test("a session that is found only after its link's deadline is on record, too", async () => {
  const stage = await raise({ settings: { LINK_TTL: "60s", SESSION_POLL: "10m" } });
  await stage.approved();
  const opened = stage.clerk.browser().open(await stage.link());
  if (!opened.ok) throw new Error(opened.code);
  stage.clock.advance(61_000);
  await stage.card(/In use since/);
  const found = [...rows(stage, "use"), ...rows(stage, "session.seen")];
  expect(found.map(({ detail }) => detail)).toContainEqual(expect.objectContaining({ sessions: opened.session.id }));
});

test("what looks like a key or a link in a reason or a note is not kept in the audit", async () => {
  const stage = await raise();
  await stage.alice.types(
    ids.general,
    "/impersonate @bob ticket=4821, the bearer token: see ticket=eyJhbGciOi.abc.def",
  );
  await stage.carol.clicks(await stage.card(/\[Deny\]/), "Deny");
  const form = await stage.slack.until("the form", () => stage.carol.modal());
  await stage.carol.submits(form, { note: "your key is whsec_abcdef" });
  await stage.card(/@carol denied this/);
  expect(rows(stage, "ask")).toMatchObject([
    { detail: { reason: "ticket=4821, the bearer token: see ticket=[secret]" } },
  ]);
  expect(rows(stage, "deny")).toMatchObject([{ detail: { note: "your key is [secret]" } }]);
});
