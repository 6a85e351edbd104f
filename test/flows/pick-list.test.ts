// A name in a command: whom it may mean is picked from a private list.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

function addNamesakes(stage: Stage, count: number) {
  for (let index = 1; index <= count; index += 1) {
    const email = `chris${index}@customer.example`;
    stage.clerk.addUser({ id: `user_2chris${index}`, firstName: "Chris", lastName: `Nr${index}`, email });
  }
}

function types(stage: Stage, text: string) {
  return stage.alice.types(ids.general, `/impersonate ${text}`);
}

test("alice picks one of two users called Chris, who is asked for with the reason and the duration of the command", async () => {
  const stage = await raise();
  addNamesakes(stage, 2);
  await types(stage, "chris 45m cannot see invoices");
  const list = await stage.told(ids.alice, ids.general, /Which user.*“chris”/s);
  expect(stage.alice.reads(list)).toMatch(/Chris Nr1\nchris1@customer\.example · user_2chris1 · \[Choose\]/);
  expect(list.ephemeralFor).toBe(ids.alice);
  expect(stage.cards()).toEqual([]);
  await stage.alice.clicks(list, "user_2chris2");
  await stage.card(/Chris Nr2 for 45 minutes\.\n> cannot see invoices\n/);
  // The answer takes the place of the list.
  await stage.told(ids.alice, ids.general, /Asked #impersonation-approvals .* Chris Nr2/);
  const own = stage.alice.messages(ids.general).filter(({ ephemeralFor }) => ephemeralFor === ids.alice);
  expect(own.map((message) => stage.alice.reads(message)).join()).not.toMatch(/Which user/);
});

test.each([
  ["bob why not", "bob"],
  ["“Bob Brown” why not", "Bob Brown"],
  ["bob@cust why not", "bob@cust"],
])("%s: one user alone is asked back, too", async (text, name) => {
  const stage = await raise();
  await types(stage, text);
  const list = await stage.told(ids.alice, ids.general, /Did you mean this user/);
  expect(stage.alice.reads(list)).toContain(`“${name}”`);
  await stage.alice.clicks(list, "Choose");
  await stage.card(/Bob Brown .*\n> why not\n/);
});

test.each([
  ["without a reason", ""],
  ["with one that is too long for a button", `${'"'.repeat(990)} end`],
])("%s, picking opens the form", async (_what, reason) => {
  const stage = await raise();
  await types(stage, `bob ${reason}`);
  await stage.alice.clicks(await stage.told(ids.alice, ids.general, /Did you mean this user/), "Choose");
  const view = await stage.slack.until("alice sees the form", () => stage.alice.modal());
  expect(stage.alice.reads(view)).toContain("Bob Brown (bob@customer.example)");
  expect(stage.alice.reads(view)).toContain(reason.slice(0, 800));
  expect(stage.cards()).toEqual([]);
});

test("more than ten are asked to be narrowed down, and nobody is listed", async () => {
  const stage = await raise();
  addNamesakes(stage, 11);
  await types(stage, "chris why not");
  const answer = await stage.told(ids.alice, ids.general, /Too many users match “chris”.*Refine it/);
  expect(stage.alice.reads(answer)).not.toContain("Nr1");
});

test.each([
  ["a guest", ids.gus, "", /Guests can't use/],
  ["somebody who is not among those who may ask", ids.eve, ids.alice, /not allowed to ask/],
])("%s learns nobody's name", async (_who, id, requesters, words) => {
  const stage = await raise({ settings: { REQUESTERS: requesters } });
  const before = stage.clerk.calls.length;
  await stage.slack.as(id).types(ids.general, "/impersonate bob why not");
  await stage.told(id, ids.general, words);
  expect(stage.clerk.calls.length).toBe(before);
});

test.each([
  ["nobodyatall why not", /No user .*“nobodyatall”/],
  ["b why not", /can't tell who “b” is/],
  ["alice why not", /No user .*“alice”/],
])("%s: nobody is offered, and the reason is kept", async (text, words) => {
  const stage = await raise();
  await types(stage, text);
  const answer = await stage.told(ids.alice, ids.general, words);
  await stage.alice.clicks(answer, "Edit request");
  const view = await stage.slack.until("alice sees the form", () => stage.alice.modal());
  expect(stage.alice.reads(view)).toContain("why not");
});

test("a name full of markup stays text, and a picked user who is refused leaves the reason to be edited", async () => {
  const stage = await raise();
  stage.clerk.addUser({
    id: "user_2odd",
    firstName: "*Zed* <!here>",
    lastName: ":boom:",
    email: "zed@customer.example",
  });
  await types(stage, "zed why not");
  const list = await stage.told(ids.alice, ids.general, /Did you mean this user/);
  expect(stage.alice.reads(list)).toContain("*Zed* <!here> :boom:");
  expect(JSON.stringify(list.blocks)).not.toContain("mrkdwn");
  stage.clerk.fail({ operation: "users.get", when: "before", how: { kind: "status", status: 503 } });
  await stage.alice.clicks(list, "Choose");
  const answer = await stage.told(ids.alice, ids.general, /server error/);
  expect(stage.alice.reads(answer)).toMatch(/why not.*\[Edit request\]/s);
});
