// The flows through which the bot is killed. What comes before a flow's own part belongs to another flow.

import { ids } from "../../../src/sandbox/cast.js";
import type { Checkpoint, Fate } from "../../../src/sandbox/checkpoints.js";
import { impersonationLimitReached } from "../../../src/sandbox/clerk/faults.js";
import type { Hands } from "./hands.js";

export interface Flow {
  readonly name: string;
  /** Played undisturbed, to begin with. */
  readonly given?: (hands: Hands) => Promise<void>;
  /** Killed at every call that it makes. */
  readonly play: (hands: Hands) => Promise<void>;
}

const pendingCard = /asks to sign in as .*\[Approve\] \[Deny\]/s;
const linkMessage = /\[Open as Bob Brown\] \[Revoke\]/;
const inUseMessage = /In use since .*\[Revoke\]/s;

async function ask(hands: Hands): Promise<void> {
  await hands.types("/impersonate @bob ticket 4821, cannot see invoices");
  await hands.card(pendingCard);
  await hands.directMessage(/\[Cancel request\]/);
  await hands.told("alice", ids.general, /Asked/);
}

async function approve(hands: Hands): Promise<void> {
  await hands.clicks("carol", await hands.card(pendingCard), "Approve");
  await hands.card(/@alice has the link/);
  await hands.directMessage(/@carol approved it/);
  await hands.directMessage(linkMessage);
}

async function open(hands: Hands): Promise<void> {
  hands.stage.clerk.browser().open(await hands.link(await hands.directMessage(linkMessage)));
  await hands.passes(2);
  await hands.card(/In use since/);
  await hands.directMessage(inUseMessage);
}

async function beRefused(hands: Hands): Promise<void> {
  const { clerk } = hands.stage;
  clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: impersonationLimitReached });
  await hands.clicks("carol", await hands.card(pendingCard), "Approve");
  await hands.card(/\[Retry\]/);
  await hands.directMessage(/there is no link/);
}

async function retry(hands: Hands): Promise<void> {
  await hands.clicks("dave", await hands.card(/\[Retry\]/), "Retry");
  await hands.card(/@dave approved this .* @alice has the link/);
  await hands.directMessage(/An approver tried again/);
  await hands.directMessage(linkMessage);
}

async function revoke(hands: Hands): Promise<void> {
  await hands.clicks("alice", await hands.directMessage(linkMessage), "Revoke");
  await hands.card(/it is dead/);
  await hands.directMessage(/it is dead/);
}

async function deny(hands: Hands): Promise<void> {
  await hands.clicks("carol", await hands.card(pendingCard), "Deny");
  await hands.submits("carol", await hands.form("carol", /Note/), { note: "please ask bob himself" });
  await hands.form("carol", /You denied/);
  await hands.card(/denied this/);
  await hands.directMessage(/denied your request/);
}

const inTurn =
  (...parts: ((hands: Hands) => Promise<void>)[]) =>
  async (hands: Hands) => {
    for (const part of parts) await part(hands);
  };

const issued = inTurn(ask, approve);
const inUse = inTurn(ask, approve, open);

/** The bot dies with the answer to a call on its way. */
async function dies(hands: Hands, isTheCall: (name: string, args: unknown) => boolean, deed: () => Promise<unknown>) {
  const { sandbox, slack, clerk } = hands.stage;
  await new Promise<void>((resolve, reject) => {
    const die = async (name: string, args: unknown, at: Checkpoint): Promise<Fate> => {
      if (at !== "done" || !isTheCall(name, args)) return "goes on";
      await sandbox.killBot();
      for (const stop of stops) stop();
      resolve();
      return "is lost";
    };
    const stops = [
      slack.watch((call, at) => die(call.method, call.args, at)),
      clerk.watch((call, at) => die(call.operation ?? "", call.query, at)),
    ];
    deed().catch(reject);
  });
}

export const flows: readonly Flow[] = [
  { name: "alice asks by command", play: ask },
  {
    name: "alice asks by form",
    async play(hands) {
      await hands.types("/impersonate");
      const values = { who: "bob@customer.example", reason: "ticket 4821" };
      await hands.submits("alice", await hands.form("alice", /Reason/), values);
      await hands.form("alice", /^Sent/);
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
      await hands.card(/cancelled this request/);
      await hands.directMessage(/You cancelled it/);
    },
  },
  {
    name: "nobody decides",
    given: ask,
    async play(hands) {
      await hands.passes(3_600);
      await hands.card(/Nobody decided/);
      await hands.directMessage(/Nobody decided in time/);
    },
  },
  { name: "carol approves", given: ask, play: approve },
  { name: "alice revokes her unused link", given: issued, play: revoke },
  {
    name: "dave, who did not approve, revokes the unused link",
    given: issued,
    async play(hands) {
      await hands.clicks("dave", await hands.card(/@alice has the link/), "Revoke");
      await hands.card(/@dave revoked .*it is dead/);
      await hands.directMessage(/Your access as .* is over/);
      await hands.directMessage(/it is dead/);
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
      await hands.card(/Over since/);
    },
  },
  {
    name: "the session reaches its time limit",
    given: inUse,
    async play(hands) {
      await hands.passes(1_800);
      await hands.card(/Over since/);
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
  { name: "dave retries", given: inTurn(ask, beRefused), play: retry },
  { name: "alice revokes the link of a retry", given: inTurn(ask, beRefused, retry), play: revoke },
  {
    name: "Slack refuses the message with the link",
    given: ask,
    async play(hands) {
      hands.stage.slack.fail({
        method: "chat.postMessage",
        how: { kind: "error", error: "messages_tab_disabled" },
        match: (args) => JSON.stringify(args).includes("ticket="),
      });
      await hands.clicks("carol", await hands.card(pendingCard), "Approve");
      await hands.card(/\[Retry\]/);
      await hands.directMessage(/there is no link/);
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
      await hands.card(/Waiting for Clerk to confirm/);
      await hands.passes(1);
      await hands.card(/it is dead/);
      await hands.directMessage(/it is dead/);
    },
  },
  {
    name: "a card that may not be edited is posted anew",
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
      const isLink = (method: string, args: unknown) =>
        method === "chat.postMessage" && JSON.stringify(args).includes("ticket=");
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
      const values = { who: "bob@customer.example", reason: "ticket 4821" };
      await dies(
        hands,
        (method) => method === "chat.postMessage",
        () => hands.submits("alice", form, values),
      );
    },
    play: (hands) => hands.comesBack(),
  },
];
