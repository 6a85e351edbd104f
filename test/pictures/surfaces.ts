// Forms, private answers and the Home: what is no message of a request.
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import { denies } from "./plays.js";
import type { OtherScene, Sight } from "./scene.js";
import type { Studio, Who } from "./studio.js";

export const forms: readonly OtherScene[] = [
  {
    name: "form",
    title: "Request access",
    when: "`/impersonate`, the shortcut, or the button in the Home.",
    dark: true,
    phone: true,
    play: async (studio) => {
      await studio.as("alice").types(ids.general, "/impersonate");
      await studio.form("alice");
      return { as: "alice", what: "form" };
    },
  },
  {
    name: "form-search",
    title: "Who",
    when: "Users are found by name, email or id as one types.",
    play: async (studio) => {
      studio.clerk.addUser({ id: "user_2bert", firstName: "Bert", lastName: "Brown", email: "bert@customer.example" });
      await studio.as("alice").types(ids.general, "/impersonate");
      await studio.form("alice");
      return { as: "alice", what: "form", typed: { into: "User", text: "brown" } };
    },
  },
  {
    name: "form-problem",
    title: "What is wrong",
    when: "It stands beside its field, also where it was found only after a look-up. What was filled in stays.",
    play: async (studio) => {
      const alice = studio.as("alice");
      await alice.types(ids.general, "/impersonate @bob");
      const form = await studio.form("alice", /Bob|bob/);
      studio.clerk.ban("user_2bob");
      await alice.submits(form, { reason: "ticket 4821, cannot see invoices" });
      await studio.form("alice", /banned/);
      return { as: "alice", what: "form" };
    },
  },
  {
    name: "form-denial",
    title: "Deny request",
    when: "An approver pressed Deny.",
    play: async (studio) => {
      await studio.ask();
      await studio.clicks("carol", "card", "deny");
      await studio.form("carol");
      return { as: "carol", what: "form" };
    },
  },
];

export const answers: readonly OtherScene[] = [
  answer("asked", "Asked", "The request is on its way. It links to its card.", "@bob ticket 4821, cannot see invoices"),
  answer("help", "Help", "`/impersonate help`", "help"),
  answer(
    "refused",
    "Refused",
    "What was typed can't be asked for. It is kept, and the button opens the form with it.",
    "bob@customer.exmaple ticket 4821, cannot see invoices",
  ),
  {
    name: "answer-pick",
    title: "Which user",
    when: "A name that several users may have.",
    play: async (studio) => {
      studio.clerk.addUser({ id: "user_2bert", firstName: "Bert", lastName: "Brown", email: "bert@customer.example" });
      return types(studio, "alice", "brown ticket 4821, cannot see invoices");
    },
  },
  answer("nearest", "Did you mean", "A word that is nearly a command.", "statsu"),
  {
    name: "answer-status",
    title: "Status",
    when: "`/impersonate status`, here for an approver, who sees everybody's open requests.",
    play: async (studio) => {
      await busy(studio);
      return types(studio, "carol", "status");
    },
  },
  {
    name: "answer-list",
    title: "List",
    when: "`/impersonate list`: one's latest requests.",
    play: async (studio) => {
      await busy(studio);
      return types(studio, "alice", "list", /Your latest requests/);
    },
  },
  {
    name: "answer-revoke-all",
    title: "Revoke all",
    when: "`/impersonate revoke all` asks first, and says how much it would end.",
    play: async (studio) => {
      await busy(studio);
      return types(studio, "carol", "revoke all");
    },
  },
  {
    name: "answer-revoked-all",
    title: "All revoked",
    when: "What became of each.",
    play: async (studio) => {
      await busy(studio);
      const { what } = await types(studio, "carol", "revoke all");
      await studio.as("carol").clicks(what, { actionId: "revoke_all" });
      return { as: "carol", what: await studio.told("carol", /Clerk confirmed/) };
    },
  },
  {
    name: "answer-too-late",
    title: "Too late",
    when: "A click on a card that somebody else has decided on in the same moment.",
    play: async (studio) => {
      await studio.ask();
      const card = studio.message("card");
      studio.at(2);
      await studio.clicks("carol", "card", "approve");
      await studio.shown({ kind: "card", status: "issued" });
      await studio.slack.clickStale(ids.dave, card, { actionId: "approve" });
      return { as: "dave", what: await studio.told("dave", /./, ids.approvals) };
    },
  },
];

export const homes: readonly OtherScene[] = [
  {
    name: "home",
    title: "Alice's Home",
    when: "Her open requests, and her last ones.",
    dark: true,
    play: async (studio) => {
      await studio.restart({ APPROVERS: ids.managers });
      await busy(studio);
      await studio.home("alice", /IMP-3.*IMP-1/s);
      return { as: "alice", what: "home" };
    },
  },
  {
    name: "home-approver",
    title: "Carol's Home",
    when: "An approver also has what waits, what is live, and the last decisions.",
    dark: true,
    phone: true,
    play: async (studio) => {
      await busy(studio);
      await studio.home("carol", /IMP-3.*IMP-2.*IMP-1/s);
      return { as: "carol", what: "home" };
    },
  },
];

function answer(name: string, title: string, when: string, typed: string): OtherScene {
  return { name: `answer-${name}`, title, when, play: (studio) => types(studio, "alice", typed) };
}

/** `answer`: where the person was told something else before. */
async function types(studio: Studio, who: Who, text: string, answer = /./): Promise<Sight<SeenMessage>> {
  await studio.as(who).types(ids.general, `/impersonate ${text}`);
  return { as: who, what: await studio.told(who, answer) };
}

/** Of alice's requests one was denied, one is in use, and one waits. */
async function busy(studio: Studio): Promise<void> {
  await studio.ask("@beth ticket 4820, wrong address on invoice");
  await denies(studio);
  await studio.shown({ kind: "card", status: "denied" });
  await studio.closesForms("carol");
  await studio.ask("@bob ticket 4821, cannot see invoices", "alice", 4);
  studio.at(6);
  await studio.clicks("carol", "card", "approve");
  await studio.shown({ kind: "card", status: "issued" });
  await studio.ask("@beth ticket 4822, asks why she was charged twice", "alice", 8);
}
