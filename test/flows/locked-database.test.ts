// Another program keeps the database locked, as an operator's sqlite3 with an open transaction does: nobody's click waits for it.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { lock } from "./lock.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

/** Sooner than any wait for the lock that is worth the name. */
function expectAtOnce(outcome: { kind: string; ackMs?: number }): void {
  expect(outcome).toMatchObject({ kind: "acknowledged" });
  expect(outcome.ackMs).toBeLessThan(1_000);
}

const refused = /can't write to its database, so nothing was decided, started or ended/;

test("while the database is locked every click is acknowledged at once, and done when the lock is gone", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const unlock = lock(stage);
  const outcomes = await Promise.all([
    stage.carol.clicks(card, "Approve"),
    stage.dave.types(ids.general, "/impersonate @beth ticket 5000"),
    stage.eve.types(ids.general, "/impersonate help"),
  ]);
  expect(stage.clerk.actorTokens).toEqual([]);
  unlock();
  outcomes.forEach(expectAtOnce);
  await stage.slack.until("alice has the link", () =>
    stage.cards().some((each) => /@alice has the link/.test(stage.carol.reads(each))),
  );
  await stage.toldDirectly(ids.dave, /\[Cancel request\]/);
  await stage.told(ids.eve, ids.general, /\/impersonate @user/);
  expect(stage.clerk.actorTokens).toHaveLength(1);
});

test("a lock that stays: after three seconds the click is refused and decides nothing, later ones at once; without it the next one works", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const unlock = lock(stage);
  expectAtOnce(await stage.carol.clicks(card, "Approve"));
  await stage.pass(3);
  await stage.told(ids.carol, ids.approvals, refused);
  expectAtOnce(await stage.dave.types(ids.general, "/impersonate @beth ticket 5000"));
  await stage.told(ids.dave, ids.general, refused);
  await stage.stillPending();
  expect(stage.sandbox.log.join("")).toMatch(/ warn database locked by another program: what is to be written waits/);
  unlock();
  expectAtOnce(await stage.carol.clicks(card, "Approve"));
  await stage.card(/@alice has the link/);
});

test("the form for the note opens while the database is locked", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const unlock = lock(stage);
  expectAtOnce(await stage.carol.clicks(card, "Deny"));
  await stage.slack.until("the form is open", () => stage.carol.modal());
  unlock();
});
