// The flows through which the bot is killed. What comes before a flow's own part belongs to another flow.
import { holdsALink } from "../../flows/stage.js";
import type { People } from "./actions.js";
import {
  approve,
  ask,
  beRefused,
  deny,
  dies,
  inSequence,
  inUse,
  inUseMessage,
  issued,
  linkMessage,
  open,
  pendingCard,
  retry,
  revoke,
} from "./steps.js";

export interface Flow {
  readonly name: string;
  /** Played undisturbed, to begin with. */
  readonly given?: (people: People) => Promise<void>;
  /** Killed at every call that it makes. */
  readonly play: (people: People) => Promise<void>;
}

export const flows: readonly Flow[] = [
  { name: "alice asks by command", play: ask },
  {
    name: "alice asks by form",
    async play(people) {
      await people.types("/impersonate");
      const values = { who: "@bob", reason: "ticket 4821" };
      await people.submits("alice", await people.form("alice", /Reason/), values);
      await people.card(pendingCard);
      await people.directMessage(/\[Cancel request\]/);
    },
  },
  { name: "carol denies with a note", given: ask, play: deny },
  {
    name: "alice cancels",
    given: ask,
    async play(people) {
      await people.clicks("alice", await people.directMessage(/\[Cancel request\]/), "Cancel request");
      await people.card(/canceled this request/);
      await people.directMessage(/You canceled this request/);
    },
  },
  {
    name: "nobody decides",
    given: ask,
    async play(people) {
      await people.passes(3_600);
      await people.card(/Nobody decided/);
    },
  },
  { name: "carol approves", given: ask, play: approve },
  { name: "alice revokes her unused link", given: issued, play: revoke },
  {
    name: "dave, who did not approve, revokes the unused link",
    given: issued,
    async play(people) {
      await people.clicks("dave", await people.card(/@alice has the link/), "Revoke");
      await people.card(/@dave revoked .*The link was never opened/);
      await people.directMessage(/You were allowed to sign in as/);
      await people.directMessage(/The link was never opened/);
    },
  },
  { name: "alice opens the link", given: issued, play: open },
  {
    name: "alice revokes her session",
    given: inUse,
    async play(people) {
      await people.clicks("alice", await people.directMessage(inUseMessage), "Revoke");
      await people.card(/Clerk confirmed it/);
      await people.directMessage(/Clerk confirmed it/);
    },
  },
  {
    name: "alice signs out",
    given: inUse,
    async play(people) {
      for (const { id, actor } of people.stage.clerk.sessions) {
        if (actor !== null) people.stage.clerk.revokeSession(id);
      }
      await people.passes(15);
      await people.card(/Access ended/);
    },
  },
  {
    name: "the session reaches its time limit",
    given: inUse,
    async play(people) {
      await people.passes(1_800);
      await people.card(/Access ended/);
    },
  },
  {
    name: "the link expires unused",
    given: issued,
    async play(people) {
      await people.passes(600);
      await people.card(/Expired/);
      await people.directMessage(/The link expired/);
    },
  },
  { name: "Clerk refuses to make the link", given: ask, play: beRefused },
  { name: "dave retries", given: inSequence(ask, beRefused), play: retry },
  { name: "alice revokes the link of a retry", given: inSequence(ask, beRefused, retry), play: revoke },
  {
    name: "Slack refuses the message with the link",
    given: ask,
    async play(people) {
      people.stage.slack.fail({
        method: "chat.postMessage",
        how: { kind: "error", error: "messages_tab_disabled" },
        match: holdsALink,
      });
      await people.clicks("carol", await people.card(pendingCard), "Approve");
      await people.card(/\[Retry\]/);
      await people.directMessage(/you did not get a link/);
    },
  },
  {
    name: "Clerk does not answer the revoke at first",
    given: issued,
    async play(people) {
      const { clerk } = people.stage;
      const how = { kind: "status", status: 503 } as const;
      clerk.fail({ operation: "actor_tokens.revoke", when: "before", times: 1, how });
      await people.clicks("alice", await people.directMessage(linkMessage), "Revoke");
      await people.card(/Clerk has not confirmed/);
      await people.passes(1);
      await people.card(/The link was never opened/);
      await people.directMessage(/The link was never opened/);
    },
  },
  {
    name: "a card that may not be edited is posted again",
    given: ask,
    async play(people) {
      const card = await people.card(pendingCard);
      const how = { kind: "error", error: "edit_window_closed" } as const;
      people.stage.slack.fail({ method: "chat.update", how, match: ({ ts }) => ts === card.ts });
      await approve(people);
    },
  },
  {
    name: "the bot comes back that died over the message with the link",
    async given(people) {
      await ask(people);
      const card = await people.card(pendingCard);
      const isLink = (method: string, args: unknown) => method === "chat.postMessage" && holdsALink(args);
      await dies(people, isLink, () => people.clicks("carol", card, "Approve"));
    },
    play: (people) => people.comesBack(),
  },
  {
    name: "the bot comes back that died over ending a session",
    async given(people) {
      await inUse(people);
      const message = await people.directMessage(inUseMessage);
      const isEnd = (operation: string) => operation === "sessions.revoke";
      await dies(people, isEnd, () => people.clicks("alice", message, "Revoke"));
    },
    play: (people) => people.comesBack(),
  },
  {
    name: "the bot comes back that died over a card asked for in a form",
    async given(people) {
      await people.types("/impersonate");
      const form = await people.form("alice", /Reason/);
      const values = { who: "@bob", reason: "ticket 4821" };
      await dies(
        people,
        (method) => method === "chat.postMessage",
        () => people.submits("alice", form, values),
      );
    },
    play: (people) => people.comesBack(),
  },
];
