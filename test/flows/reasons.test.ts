// Reasons that have to name a ticket, and the link to it on the card.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

const settings = {
  REASON_PATTERN: "SUP-[0-9]+",
  REASON_HINT: "Name the ticket, such as SUP-4821",
  TICKET_URL: "https://tickets.example/browse/{ticket}",
};

test("a reason without a ticket is refused with the hint, in a command and in the form", async () => {
  const stage = await raise({ settings });
  await stage.alice.types(ids.general, "/impersonate @bob cannot see invoices");
  const answer = await stage.told(ids.alice, ids.general, /Name the ticket, such as SUP-4821/);
  await stage.alice.clicks(answer, "Edit request");
  const view = await stage.slack.until("alice sees the form", () => stage.alice.modal());
  expect(stage.alice.reads(view)).toMatch(/cannot see invoices.*\nName the ticket, such as SUP-4821/s);
  expect(await stage.alice.submits(view)).toMatchObject({
    kind: "errors",
    errors: { reason: expect.stringMatching(/Name the ticket/) },
  });
  await stage.alice.submits(view, { ticket: "SUP-4821" });
  await stage.card(/> SUP-4821: cannot see invoices\n/);
});

test("a ticket that the reason does not name as a word is put in front of it", async () => {
  const stage = await raise({ settings });
  await stage.alice.types(ids.general, "/impersonate");
  const view = await stage.slack.until("alice sees the form", () => stage.alice.modal());
  await stage.alice.submits(view, { who: "@bob", ticket: "SUP-482", reason: "like SUP-4821" });
  await stage.card(/> SUP-482: like SUP-4821\n/);
});

test("the ticket is a link on the card, and nothing else is", async () => {
  const stage = await raise({ settings });
  const card = await stage.ask("/impersonate @bob SUP-1 and SUP-2, see <https://evil.example|here>");
  const links = JSON.stringify(card.blocks).match(/"type":"link"[^}]*/g);
  expect(links).toEqual([
    expect.stringContaining('"url":"https://tickets.example/browse/SUP-1","text":"SUP-1"'),
    expect.stringContaining("https://dashboard.clerk.com/"),
  ]);
  expect(card.text).not.toContain("https:");
  expect(stage.slack.unfurled).toEqual([]);
});

test("without an address for tickets the form has no field for one", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  const view = await stage.slack.until("alice sees the form", () => stage.alice.modal());
  expect(stage.alice.reads(view)).not.toMatch(/Ticket/);
});
