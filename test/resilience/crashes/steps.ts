// What people do in a flow, step by step, and what they wait to see before the next one.
import { ids } from "../../../src/sandbox/cast.js";
import type { Checkpoint, Fate } from "../../../src/sandbox/checkpoints.js";
import { impersonationLimitReached } from "../../../src/sandbox/clerk/faults.js";
import type { Hands } from "./actions.js";

export const pendingCard = /wants to sign in as .*\[Approve\] \[Deny\]/s;
export const linkMessage = /\[Open as Bob Brown\] \[Revoke\]/;
export const inUseMessage = /In use since .*\[Revoke\]/s;

export async function ask(hands: Hands): Promise<void> {
  await hands.types("/impersonate @bob ticket 4821, cannot see invoices");
  await hands.card(pendingCard);
  await hands.directMessage(/\[Cancel request\]/);
  await hands.told("alice", ids.general, /Asked/);
}

export async function approve(hands: Hands): Promise<void> {
  await hands.clicks("carol", await hands.card(pendingCard), "Approve");
  await hands.card(/@alice has the link/);
  await hands.directMessage(linkMessage);
}

export async function open(hands: Hands): Promise<void> {
  hands.stage.clerk.browser().open(await hands.link(await hands.directMessage(linkMessage)));
  await hands.passes(2);
  await hands.card(/In use since/);
  await hands.directMessage(inUseMessage);
}

export async function beRefused(hands: Hands): Promise<void> {
  const { clerk } = hands.stage;
  clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: impersonationLimitReached });
  await hands.clicks("carol", await hands.card(pendingCard), "Approve");
  await hands.card(/\[Retry\]/);
  await hands.directMessage(/you did not get a link/);
}

export async function retry(hands: Hands): Promise<void> {
  await hands.clicks("dave", await hands.card(/\[Retry\]/), "Retry");
  await hands.card(/@dave approved .* @alice has the link/s);
  await hands.directMessage(linkMessage);
}

export async function revoke(hands: Hands): Promise<void> {
  await hands.clicks("alice", await hands.directMessage(linkMessage), "Revoke");
  await hands.card(/The link was never opened/);
  await hands.directMessage(/The link was never opened/);
}

export async function deny(hands: Hands): Promise<void> {
  await hands.clicks("carol", await hands.card(pendingCard), "Deny");
  await hands.submits("carol", await hands.form("carol", /Note/), { note: "please ask bob himself" });
  await hands.form("carol", /You denied/);
  await hands.card(/denied this/);
  await hands.directMessage(/denied your request/);
}

export const withLock =
  (...parts: ((hands: Hands) => Promise<void>)[]) =>
  async (hands: Hands) => {
    for (const part of parts) await part(hands);
  };

export const issued = withLock(ask, approve);
export const inUse = withLock(ask, approve, open);

/** The bot dies with the answer to a call on its way. */
export async function dies(
  hands: Hands,
  isTheCall: (name: string, args: unknown) => boolean,
  action: () => Promise<unknown>,
) {
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
    action().catch(reject);
  });
}
