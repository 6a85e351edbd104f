// The checklist of the first minute. Each tick is read from what the bot and Clerk have on record, or from who had a window.
import { approvers } from "../../cast.js";
import type { ClerkInstance } from "../../clerk/instance.js";
import type { ShownRequest } from "../../contract/backstage.js";
import type { FirstSteps } from "../../contract/first-steps.js";
import type { SlackWorkspace } from "../../slack/workspace.js";
import type { BotRecord } from "../bot-record.js";

type RequestState = NonNullable<FirstSteps["request"]>["state"];

/** The statuses of an open request; the one that has come furthest is last. */
const open: readonly (readonly [status: string, RequestState])[] = [
  ["pending", "waiting"],
  ["approved", "link"],
  ["issued", "link"],
  ["active", "in_use"],
];

export class Checklist {
  shown = true;
  #approverHadWindow = false;
  readonly #slack: SlackWorkspace;

  constructor(slack: SlackWorkspace) {
    this.#slack = slack;
  }

  /** Returns true if this ticked a step. */
  hasWindow(personId: string): boolean {
    if (this.#approverHadWindow || !approvers.includes(personId)) return false;
    this.#approverHadWindow = true;
    return true;
  }

  view(record: BotRecord, clerk: ClerkInstance): FirstSteps {
    const { asked, approved, revoked } = record.milestones();
    return {
      shown: this.shown,
      done: {
        asked,
        approver: this.#approverHadWindow,
        approved,
        opened: clerk.actorTokens.some(({ status }) => status === "accepted"),
        revoked,
      },
      request: this.#furthest(record.read().requests),
    };
  }

  #furthest(requests: readonly ShownRequest[]): FirstSteps["request"] {
    for (const [wanted, state] of open.toReversed()) {
      const found = requests.find(({ status }) => status === wanted);
      if (found === undefined) continue;
      const { actor } = found;
      return { state, actor, conversation: this.#slack.dmBetween(actor, this.#slack.bot.userId) };
    }
    return null;
  }
}
