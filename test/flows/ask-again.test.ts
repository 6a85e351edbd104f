// Asking again: the message about a request that is over opens the form filled in, and the new card names the old one.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { auditIn } from "../resilience/faults/record.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const form = (stage: Stage) =>
  stage.slack.until("alice sees the form", () => stage.alice.modals().findLast(({ submit }) => submit !== undefined));

async function denied(stage: Stage) {
  await stage.carol.clicks(await stage.ask("/impersonate @bob 45m ticket 4821"), "Deny");
  const view = await stage.slack.until("carol sees the form", () => stage.carol.modal());
  await stage.carol.submits(view, { note: "use the copy" });
  return stage.directMessage(/denied.*\[Ask again\]/s);
}

test("after a denial alice asks again from its message; the card tells the approvers who denied it, and leads to it", async () => {
  const stage = await raise();
  const message = await denied(stage);
  const [old] = stage.cards();
  await stage.alice.clicks(message, "Ask again");
  const view = await form(stage);
  expect(stage.alice.reads(view)).toMatch(/Bob Brown.*ticket 4821.*45 minutes/s);
  await stage.alice.submits(view, { reason: "ticket 4821, the copy lacks invoices" });
  const card = await stage.card(/after a denial: IMP-1 was denied by @carol.*use the copy.*\[Approve\]/s);
  expect(JSON.stringify(card.blocks)).toContain(`/archives/${ids.approvals}/p${old?.ts.replace(".", "")}`);
  // The old button does nothing but open a form, and that asks for nothing that is open.
  await stage.alice.clicksStale(message, "Ask again");
  await stage.alice.submits(await form(stage), {});
  await stage.slack.until("the form refuses it", () => {
    const shown = stage.alice.modal();
    return shown !== undefined && /already have an open request/.test(stage.alice.reads(shown));
  });
  expect(stage.cards()).toHaveLength(2);
});

test("a denial is told too where another request came between", async () => {
  const stage = await raise();
  await stage.carol.clicks(await stage.ask(), "Deny");
  await stage.carol.submits(await stage.slack.until("carol has the form", () => stage.carol.modal()), {
    note: "Never",
  });
  await stage.alice.clicks(await stage.directMessage(/denied.*\[Ask again\]/s), "Ask again");
  await stage.alice.submits(await form(stage), {});
  await stage.card(/Asked again after a denial: IMP-1.*\[Approve\]/s);
  stage.clock.advance(3_600_000);
  await stage.alice.clicks(await stage.directMessage(/in time.*\[Ask again\]/s), "Ask again");
  await stage.alice.submits(await form(stage), {});
  const card = await stage.card(/Asked again: IMP-2 was not decided in time.*\[Approve\]/s);
  expect(stage.carol.reads(card)).toMatch(/Denied before: IMP-1 was denied by @carol .*See IMP-1\n> Never/s);
  await stage.carol.opensHome();
  await stage.slack.until("carol's Home tells it as well", () => {
    const home = stage.carol.home();
    return home !== undefined && /Denied before: IMP-1, by @carol/.test(stage.carol.reads(home));
  });
});

test("a request for somebody else is no sequel, and nobody asks again what another asked", async () => {
  const stage = await raise();
  const message = await denied(stage);
  await stage.eve.forges(message, { actionId: "ask_again", value: stage.requestIdOf(message) });
  await stage.slack.until("eve is refused", () =>
    auditIn(stage.sandbox).some(({ by, outcome }) => by === ids.eve && outcome === "not_your_request"),
  );
  expect(stage.eve.modal()).toBeUndefined();
  await stage.alice.clicks(message, "Ask again");
  await stage.alice.submits(await form(stage), { who: "Beth Blake (beth@customer.example)" });
  const card = await stage.card(/Beth Blake.*\[Approve\]/s);
  expect(stage.carol.reads(card)).not.toMatch(/IMP-1/);
});

test("what was not decided in time, or expired, can be asked again too; what alice ended herself is not offered", async () => {
  const stage = await raise();
  await stage.ask();
  stage.clock.advance(3_600_000);
  await stage.alice.clicks(await stage.directMessage(/in time.*\[Ask again\]/s), "Ask again");
  await stage.alice.submits(await form(stage), {});
  await stage.carol.clicks(await stage.card(/Asked again: IMP-1 was not decided in time.*\[Approve\]/s), "Approve");
  await stage.directMessage(/\[Open as Bob Brown\]/);
  stage.clock.advance(600_000);
  await stage.directMessage(/expired.*\[Ask again\]/s);
  await stage.ask("/impersonate @beth ticket 2");
  await stage.carol.clicks(await stage.card(/Beth Blake.*\[Approve\]/s), "Approve");
  await stage.alice.clicks(await stage.directMessage(/\[Open as Beth Blake\]/), "Revoke");
  const message = await stage.directMessage(/Beth Blake.*revoked access/s);
  expect(stage.alice.reads(message)).not.toMatch(/Ask again/);
});
