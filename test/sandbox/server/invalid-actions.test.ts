// What no person could do in the workspace: refused with 409 and a sentence, without any change.
import { expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { type ActionName, refused } from "../../../src/sandbox/contract/actions.js";
import { openPage } from "./page-client.js";
import { changesNothing } from "./unchanged.js";
import { actionNames, validInputs } from "./valid-inputs.js";

const page = await openPage("in its own process");
const alice = await page.window(ids.alice);
const carol = await page.window(ids.carol);

await alice.types(ids.general, "/impersonate @bob ticket 4821, cannot see invoices");
// Wait for the bot's last message: a later one would count as a change.
await alice.message(ids.general, /^Asked /);
const card = await carol.message(ids.approvals, /wants to sign in as Bob Brown/);
const approve = carol.pressOn(ids.approvals, card, "Approve");
await alice.types(ids.general, "/impersonate");
const { viewId } = await alice.modal("Request access");
const { as: _, ...onTheCard } = approve;
const inTheForm = { place: { viewId }, blockId: "duration", actionId: "duration" };

async function refusal(name: ActionName, body: unknown): Promise<string> {
  const { status, json } = await changesNothing(page, () => page.post(`/api/${name}`, body));
  expect(status).toBe(409);
  return refused.parse(json).error;
}

const asSomebody = actionNames.filter((name) => "as" in validInputs[name]);

test.each(asSomebody)("nobody who is not in the workspace can %s", async (name) => {
  for (const as of ["U0NOBODY", "__proto__", "alice"]) {
    expect(await refusal(name, { ...validInputs[name], as })).toMatch(/Nobody/);
  }
});

const somewhere = asSomebody.filter((name) => "place" in validInputs[name] || "channel" in validInputs[name]);

test.each(somewhere.flatMap((name) => [ids.eve, ids.gus, ids.mallory].map((as) => ({ name, as }))))(
  "$as cannot $name on the card in the approval channel, where they are no member",
  async ({ name, as }) => {
    const there = { channel: ids.approvals, ts: card.ts };
    const question: Readonly<Record<string, unknown>> = validInputs[name];
    const onCard =
      "place" in question ? { ...question, ...onTheCard } : { ...question, ...("ts" in question && there) };
    const inChannel = "channel" in question ? { ...onCard, channel: ids.approvals } : onCard;
    expect(await refusal(name, { ...inChannel, as })).toMatch(/sees no such|is not in/);
  },
);

test.each<{ what: string; name: ActionName; body: unknown; words: RegExp }>([
  {
    what: "write in a channel that does not exist",
    name: "type",
    body: { ...validInputs.type, channel: "C0NOWHERE" },
    words: /no channel C0NOWHERE/,
  },
  {
    what: "send a message of blanks",
    name: "type",
    body: { ...validInputs.type, line: " \n " },
    words: /nothing to send/,
  },
  {
    what: "write to the bot",
    name: "type",
    body: { ...validInputs.type, channel: alice.withBot.id },
    words: /turned off/,
  },
  {
    what: "press on a message that is not there",
    name: "press",
    body: { ...approve, place: { channel: ids.approvals, ts: "1.000001" } },
    words: /no such button/,
  },
  {
    what: "press a button that the card does not have",
    name: "press",
    body: { ...approve, actionId: "revoke" },
    words: /nothing here called/,
  },
  {
    what: "press in a block that the card never had",
    name: "press",
    body: { ...approve, blockId: "B0" },
    words: /no such button/,
  },
  {
    what: "choose from a button",
    name: "choose",
    body: { ...approve, value: "yes" },
    words: /nothing can be chosen/,
  },
  { what: "search in a button", name: "search", body: { ...approve, query: "bob" }, words: /no menu/ },
  {
    what: "press in a form that is not open",
    name: "press",
    body: { ...approve, place: { viewId: "V0" } },
    words: /no longer open/,
  },
  { what: "submit a form that is not open", name: "submit", body: validInputs.submit, words: /no longer open/ },
  { what: "close a form that is not open", name: "close", body: validInputs.close, words: /no longer open/ },
  {
    what: "submit the form that is open before somebody else",
    name: "submit",
    body: { as: ids.carol, viewId, values: {} },
    words: /no longer open/,
  },
  {
    what: "close the form that is open before somebody else",
    name: "close",
    body: { as: ids.carol, viewId, all: true },
    words: /no longer open/,
  },
  {
    what: "choose in the form that is open before somebody else",
    name: "choose",
    body: { as: ids.carol, ...inTheForm, value: "1800000" },
    words: /no longer open/,
  },
  {
    what: "fill in a field that the form does not have",
    name: "submit",
    body: { as: ids.alice, viewId, values: { shoe_size: "44" } },
    words: /nothing here called "shoe_size"/,
  },
  {
    what: "choose what a menu does not offer",
    name: "submit",
    body: { as: ids.alice, viewId, values: { duration: "a year" } },
    words: /does not offer "a year"/,
  },
  { what: "start the bot that runs", name: "bot", body: { what: "start" }, words: /already running/ },
])("nobody can $what", async ({ name, body, words }) => {
  expect(await refusal(name, body)).toMatch(words);
});

test("a command that the app does not have is refused", async () => {
  expect(await refusal("type", { ...validInputs.type, line: "/dance" })).toMatch(/\/dance is not a valid command/);
});

test("somebody who was deactivated can neither write nor press", async () => {
  page.slack.updatePerson(ids.dave, { deleted: true });
  expect(await refusal("type", { ...validInputs.type, as: ids.dave })).toMatch(/dave is deactivated/);
  expect(await refusal("press", { ...approve, as: ids.dave })).toMatch(/dave is deactivated/);
});

test("a bot that is not running cannot be killed", async () => {
  await page.ask("bot", { what: "kill" });
  expect(await refusal("bot", { what: "kill" })).toMatch(/bot is not running/);
});
