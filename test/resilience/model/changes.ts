// What changes in the world behind the bot's back: accounts, memberships, messages, and how Clerk tells of sessions.
import { ids } from "../../../src/sandbox/cast.js";
import { minute, second, type World } from "./world.js";

const changes = {
  "bob is banned": ({ clerk }) => clerk.ban("user_2bob"),
  "bob is locked": ({ clerk }) => clerk.lock("user_2bob"),
  "bob is welcome": ({ clerk }) => {
    clerk.unban("user_2bob");
    clerk.unlock("user_2bob");
  },
  "alice is deactivated": ({ slack }) => slack.updatePerson(ids.alice, { deleted: true }),
  "alice is back": ({ slack }) => slack.updatePerson(ids.alice, { deleted: false }),
  "carol leaves the channel": ({ slack }) => slack.kick(ids.approvals, ids.carol),
  "carol is back": ({ slack }) => slack.invite(ids.approvals, ids.carol),
  "old messages can't be edited": ({ slack }) => {
    slack.settings.editWindowMs = 5 * minute;
  },
  "sessions show late": ({ clerk }) => {
    clerk.sessionsAppearAfterMs = 20 * second;
  },
  "sessions show at once": ({ clerk }) => {
    clerk.sessionsAppearAfterMs = 0;
  },
  "sessions name no request": ({ clerk }) => {
    clerk.keepOnlyActorSubAndIss = true;
  },
} as const satisfies Readonly<Record<string, (world: World) => void>>;

export type Change = keyof typeof changes;

export const allChanges = Object.keys(changes).filter((name): name is Change => name in changes);

export function change(world: World, name: Change): void {
  changes[name](world);
}

/** Somebody with the right to do so removes a message of the bot's. */
export function removeMessage({ slack, removed }: World, number: number): void {
  const { messages } = slack.state;
  const there = messages.all.filter(({ deleted, ephemeralFor }) => !deleted && ephemeralFor === undefined);
  const message = there[there.length - 1 - (number % Math.max(there.length, 1))];
  if (message === undefined) return;
  messages.remove(message);
  removed.add(`${message.channel} ${message.ts}`);
}
