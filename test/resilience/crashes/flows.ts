// The flows through which the bot is killed. What comes before a flow's own part belongs to another flow.
import { holdsALink } from "../../flows/stage.js";
import type { Hands } from "./actions.js";
import {
  approve,
  ask,
  beRefused,
  deny,
  dies,
  inUse,
  inUseMessage,
  issued,
  linkMessage,
  open,
  pendingCard,
  retry,
  revoke,
  withLock,
} from "./steps.js";

export interface Flow {
  readonly name: string;
  /** Played undisturbed, to begin with. */
  readonly given?: (hands: Hands) => Promise<void>;
  /** Killed at every call that it makes. */
  readonly play: (hands: Hands) => Promise<void>;
}

export const flows: readonly Flow[] = [
  { name: "alice asks by command", play: ask },
  {
    name: "alice asks by form",
    async play(hands) {
      await hands.types("/impersonate");
      const values = { who: "@bob", reason: "ticket 4821" };
      await hands.submits("alice", await hands.form("alice", /Reason/), values);
      await hands.card(pendingCard);
      await hands.directMessage(/\[Cancel request\]/);
    },
  },
  { name: "carol denies with a note", given: ask, play: deny },
  {
    name: "alice cancels",
    given: ask,
    async play(hands) {
      await hands.clicks("alice", await hands.directMessage(/\[Cancel request\]/), "Cancel request");
      await hands.card(/canceled this request/);
      await hands.directMessage(/You canceled this request/);
    },
  },
  {
    name: "nobody decides",
    given: ask,
    async play(hands) {
      await hands.passes(3_600);
      await hands.card(/Nobody decided/);
    },
  },
  { name: "carol approves", given: ask, play: approve },
  { name: "alice revokes her unused link", given: issued, play: revoke },
  {
    name: "dave, who did not approve, revokes the unused link",
    given: issued,
    async play(hands) {
      await hands.clicks("dave", await hands.card(/@alice has the link/), "Revoke");
      await hands.card(/@dave revoked .*The link was never opened/);
      await hands.directMessage(/You were allowed to sign in as/);
      await hands.directMessage(/The link was never opened/);
    },
  },
  { name: "alice opens the link", given: issued, play: open },
  {
    name: "alice revokes her session",
    given: inUse,
    async play(hands) {
      await hands.clicks("alice", await hands.directMessage(inUseMessage), "Revoke");
      await hands.card(/Clerk confirmed it/);
      await hands.directMessage(/Clerk confirmed it/);
    },
  },
  {
    name: "alice signs out",
    given: inUse,
    async play(hands) {
      for (const { id, actor } of hands.stage.clerk.sessions) {
        if (actor !== null) hands.stage.clerk.revokeSession(id);
      }
      await hands.passes(15);
      await hands.card(/Access ended/);
    },
  },
  {
    name: "the session reaches its time limit",
    given: inUse,
    async play(hands) {
      await hands.passes(1_800);
      await hands.card(/Access ended/);
    },
  },
  {
    name: "the link expires unused",
    given: issued,
    async play(hands) {
      await hands.passes(600);
      await hands.card(/Expired/);
      await hands.directMessage(/The link expired/);
    },
  },
  { name: "Clerk refuses to make the link", given: ask, play: beRefused },
  { name: "dave retries", given: withLock(ask, beRefused), play: retry },
  { name: "alice revokes the link of a retry", given: withLock(ask, beRefused, retry), play: revoke },
  {
    name: "Slack refuses the message with the link",
    given: ask,
    async play(hands) {
      hands.stage.slack.fail({
        method: "chat.postMessage",
        how: { kind: "error", error: "messages_tab_disabled" },
        match: holdsALink,
      });
      await hands.clicks("carol", await hands.card(pendingCard), "Approve");
      await hands.card(/\[Retry\]/);
      await hands.directMessage(/you did not get a link/);
    },
  },
  {
    name: "Clerk does not answer the revoke at first",
    given: issued,
    async play(hands) {
      const { clerk } = hands.stage;
      const how = { kind: "status", status: 503 } as const;
      clerk.fail({ operation: "actor_tokens.revoke", when: "before", times: 1, how });
      await hands.clicks("alice", await hands.directMessage(linkMessage), "Revoke");
      await hands.card(/Clerk has not confirmed/);
      await hands.passes(1);
      await hands.card(/The link was never opened/);
      await hands.directMessage(/The link was never opened/);
    },
  },
  {
    name: "a card that may not be edited is posted again",
    given: ask,
    async play(hands) {
      const card = await hands.card(pendingCard);
      const how = { kind: "error", error: "edit_window_closed" } as const;
      hands.stage.slack.fail({ method: "chat.update", how, match: ({ ts }) => ts === card.ts });
      await approve(hands);
    },
  },
  {
    name: "the bot comes back that died over the message with the link",
    async given(hands) {
      await ask(hands);
      const card = await hands.card(pendingCard);
      const isLink = (method: string, args: unknown) => method === "chat.postMessage" && holdsALink(args);
      await dies(hands, isLink, () => hands.clicks("carol", card, "Approve"));
    },
    play: (hands) => hands.comesBack(),
  },
  {
    name: "the bot comes back that died over ending a session",
    async given(hands) {
      await inUse(hands);
      const message = await hands.directMessage(inUseMessage);
      const isEnd = (operation: string) => operation === "sessions.revoke";
      await dies(hands, isEnd, () => hands.clicks("alice", message, "Revoke"));
    },
    play: (hands) => hands.comesBack(),
  },
  {
    name: "the bot comes back that died over a card asked for in a form",
    async given(hands) {
      await hands.types("/impersonate");
      const form = await hands.form("alice", /Reason/);
      const values = { who: "@bob", reason: "ticket 4821" };
      await dies(
        hands,
        (method) => method === "chat.postMessage",
        () => hands.submits("alice", form, values),
      );
    },
    play: (hands) => hands.comesBack(),
  },
];
