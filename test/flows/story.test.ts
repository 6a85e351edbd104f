// The job as people see it: who types and clicks what, and what each of them then reads.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

async function asked(stage: Stage, text = "/impersonate @bob ticket 4821, cannot see invoices") {
  expect(await stage.alice.types(ids.general, text)).toMatchObject({ kind: "acknowledged" });
  return stage.card(/wants to sign in as/);
}

test("alice asks, carol approves, alice signs in as bob and revokes, and both see that the access is gone", async () => {
  const stage = await raise();
  const { alice, carol, clerk } = stage;

  const card = await asked(stage);
  expect(
    carol
      .reads(card)
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "<time>")
      .split("\n"),
  ).toEqual([
    "⏳ Waiting for approval until <time>",
    "@alice wants to sign in as Bob Brown for 30 minutes.",
    "> ticket 4821, cannot see invoices",
    "bob@customer.example · Open in Clerk",
    "[Approve] [Deny]",
    "IMP-1 · user_2bob · development",
  ]);
  await stage.directMessage(/You asked to sign in as Bob Brown.*\[Cancel request\]/s);

  await carol.clicks(card, "Approve");
  const dm = await stage.directMessage(
    /@carol approved\. You can sign in as Bob Brown.*\[Open as Bob Brown\] \[Revoke\]/s,
  );
  await stage.card(/Link sent · works until .*@carol approved .*@alice has the link, not opened yet/s);

  const click = await alice.clicks(dm, "Open as Bob Brown");
  const browser = clerk.browser({ city: "Paris", country: "FR", browserName: "Chrome" });
  expect(await browser.open(click.opens ?? "")).toMatchObject({ ok: true });
  stage.clock.advance(2_000);
  await stage.card(/In use since .* from Paris, FR · Chrome/);
  const inUse = await stage.directMessage(/In use since .*\[Revoke\]/s);

  await alice.clicks(inUse, "Revoke");
  const closed = await stage.card(/Revoked · /);
  expect(
    carol
      .reads(closed)
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "<time>")
      .split("\n"),
  ).toEqual([
    "🔒 Revoked · <time>",
    "@alice was signed in as Bob Brown.",
    "> ticket 4821, cannot see invoices",
    "bob@customer.example · approved for 30 minutes · Open in Clerk",
    "• @alice asked at <time>.",
    "• @carol approved at <time>.",
    "• @alice opened the link at <time> from Paris, FR · Chrome.",
    expect.stringMatching(/^• @alice revoked access at <time>\. The session is over; Clerk confirmed it\./),
    "IMP-1 · user_2bob · development",
  ]);
  // A notification has room for one line.
  expect(closed.text).toMatch(/^🔒 Revoked · .*@U0ALICE> was signed in as Bob Brown\. .* Clerk confirmed it/);
  await stage.directMessage(/You were signed in as Bob Brown\..*You revoked access .* The session is over/s);
  expect(clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});
