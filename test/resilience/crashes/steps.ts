// What people do in a flow, step by step, and what they wait to see before the next one.
import { ids } from "../../../src/sandbox/cast.js";
import type { Checkpoint, Fate } from "../../../src/sandbox/checkpoints.js";
import { impersonationLimitReached } from "../../../src/sandbox/clerk/faults.js";
import { endLeases } from "../../database/plain.js";
import type { People } from "./actions.js";

export const pendingCard = /wants to sign in as .*\[Approve\] \[Deny\]/s;
export const linkMessage = /\[Open as Bob Brown\] \[Revoke\]/;
export const inUseMessage = /In use since .*\[Revoke\]/s;

export async function ask(people: People): Promise<void> {
  await people.types("/impersonate @bob ticket 4821, cannot see invoices");
  await people.card(pendingCard);
  await people.directMessage(/\[Cancel request\]/);
  await people.told("alice", ids.general, /Asked/);
}

export async function approve(people: People): Promise<void> {
  await people.clicks("carol", await people.card(pendingCard), "Approve");
  await people.card(/@alice has the link/);
  await people.directMessage(linkMessage);
}

export async function open(people: People): Promise<void> {
  people.stage.clerk.browser().open(await people.link(await people.directMessage(linkMessage)));
  await people.passes(2);
  await people.card(/In use since/);
  await people.directMessage(inUseMessage);
}

export async function beRefused(people: People): Promise<void> {
  const { clerk } = people.stage;
  clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: impersonationLimitReached });
  await people.clicks("carol", await people.card(pendingCard), "Approve");
  await people.card(/\[Retry\]/);
  await people.directMessage(/you did not get a link/);
}

export async function retry(people: People): Promise<void> {
  await people.clicks("dave", await people.card(/\[Retry\]/), "Retry");
  await people.card(/@dave approved .* @alice has the link/s);
  await people.directMessage(linkMessage);
}

export async function revoke(people: People): Promise<void> {
  await people.clicks("alice", await people.directMessage(linkMessage), "Revoke");
  await people.card(/The link was never opened/);
  await people.directMessage(/The link was never opened/);
}

export async function deny(people: People): Promise<void> {
  await people.clicks("carol", await people.card(pendingCard), "Deny");
  await people.submits("carol", await people.form("carol", /Note/), { note: "please ask bob himself" });
  await people.form("carol", /You denied/);
  await people.card(/denied this/);
  await people.directMessage(/denied your request/);
}

export const inSequence =
  (...parts: ((people: People) => Promise<void>)[]) =>
  async (people: People) => {
    for (const part of parts) await part(people);
  };

export const issued = inSequence(ask, approve);
export const inUse = inSequence(ask, approve, open);

/** The bot dies with the answer to a call on its way. */
export async function dies(
  people: People,
  isTheCall: (name: string, args: unknown) => boolean,
  action: () => Promise<unknown>,
) {
  const { sandbox, slack, clerk } = people.stage;
  await new Promise<void>((resolve, reject) => {
    const die = async (name: string, args: unknown, at: Checkpoint): Promise<Fate> => {
      if (at !== "done" || !isTheCall(name, args)) return "goes on";
      await sandbox.killBot();
      endLeases(sandbox.database);
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
