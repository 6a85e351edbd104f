// What must hold for people who acted: the bot took their action, so they see its outcome, or that it was interrupted.
import { ids } from "../../../src/sandbox/cast.js";
import type { Stage } from "../../flows/stage.js";

export type Who = "alice" | "carol" | "dave";

export interface Action {
  readonly who: Who;
  readonly what: string;
  /** All that they saw before. */
  readonly before: string;
  /** The bot said that it has it; otherwise Slack itself tells its person that it went wrong. */
  acknowledged: boolean;
}

/** What is wrong, in sentences. */
export function answerProblems(stage: Stage, actions: readonly Action[]): string[] {
  const waiting = (["alice", "carol", "dave"] as const).filter((who) => seenBy(stage, who).includes("Checking…"));
  return [
    ...waiting.map((who) => `a form before ${who} still says that it is being checked`),
    ...actions
      .filter(({ who, before, acknowledged }) => acknowledged && seenBy(stage, who) === before)
      .map(({ who, what }) => `${who} sees nothing of what came of "${what}"`),
  ];
}

/** Everything before a person's eyes. */
export function seenBy(stage: Stage, who: Who): string {
  const person = stage[who];
  const messages = [ids.general, ids.approvals].flatMap((channel) => person.messages(channel));
  const all = [...messages, ...person.directMessages(), ...person.modals()];
  return [...all.map((each) => person.reads(each)), ...person.notices()].join("\n\n");
}
