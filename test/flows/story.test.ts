// The job as people see it: who types and clicks what, and what each of them then reads.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

async function asked(stage: Stage, text = "/impersonate @bob ticket 4821, cannot see invoices") {
  expect(await stage.alice.types(ids.general, text)).toMatchObject({ kind: "acknowledged" });
  return stage.card(/asks to sign in as/);
}

test("alice asks, carol approves, alice signs in as bob and revokes, and both see that the access is gone", async () => {
  const stage = await raise();
  const { alice, carol, clerk } = stage;

  const card = await asked(stage);
  expect(carol.reads(card)).toContain(
    "development · @alice asks to sign in as Bob Brown (bob@customer.example, user_2bob) for 30 minutes",
  );
  expect(carol.reads(card)).toContain("> ticket 4821, cannot see invoices");
  expect(carol.reads(card)).toContain("[Approve] [Deny]");
  await stage.directMessage(/You asked to sign in as Bob Brown.*\[Cancel request\]/s);

  await carol.clicks(card, "Approve");
  const dm = await stage.directMessage(
    /@carol approved\. You can sign in as Bob Brown.*\[Open as Bob Brown\] \[Revoke\]/s,
  );
  await stage.card(/@carol approved this .* @alice has the link, not used yet/);

  const click = await alice.clicks(dm, "Open as Bob Brown");
  const browser = clerk.browser({ city: "Paris", country: "FR", browserName: "Chrome" });
  expect(await browser.open(click.opens ?? "")).toMatchObject({ ok: true });
  stage.clock.advance(2_000);
  await stage.card(/In use since .* from Paris, FR · Chrome/);
  const inUse = await stage.directMessage(/In use since .*\[Revoke\]/s);

  await alice.clicks(inUse, "Revoke");
  await stage.card(/@alice revoked access .* The session is over; Clerk confirmed it\./);
  await stage.directMessage(/@alice revoked access .* The session is over/);
  expect(clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});
