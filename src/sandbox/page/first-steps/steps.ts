// What the checklist says about the next step, and where its button leads.
import { approvers, ids, people } from "../../cast.js";
import { type FirstSteps, type StepName, stepNames } from "../../contract/first-steps.js";

export const exampleCommand = "/impersonate @bob ticket 4821, cannot see invoices";

export const titles: Readonly<Record<StepName, string>> = {
  asked: "Ask",
  approver: "Become Carol",
  approved: "Approve",
  opened: "Open the link",
  revoked: "Revoke",
};

export interface NextStep {
  readonly words: string;
  /** A command that the button writes into the composer. */
  readonly example?: string;
  readonly button: string;
  /** The person to be, and the conversation to have open. */
  readonly as: string;
  readonly in: string;
}

/** The first step that has not been done; undefined after the last. */
export const nextStep = ({ done }: FirstSteps): StepName | undefined => stepNames.find((name) => !done[name]);

/** Where the request that a step needs is closed, it offers to ask again. */
export function whatToDo(step: StepName, { request }: FirstSteps): NextStep {
  if (step === "asked")
    return ask("You are Alice, in support. Bob, a customer, can't see his invoices. Ask to sign in as him:");
  const actor = request?.actor ?? ids.alice;
  const approver = approvers.find((each) => each !== actor) ?? ids.carol;
  if (step === "approver") {
    return {
      words: `${firstName(actor)} can't approve their own request. ${firstName(approver)}, a manager, can.`,
      button: `Become ${firstName(approver)}`,
      as: approver,
      in: ids.approvals,
    };
  }
  if (request === null) return ask("That request is closed. Ask again:");
  if (request.state === "waiting") {
    return {
      words: `As ${firstName(approver)}, click Approve on the card in #impersonation-approvals.`,
      button: `Go to the card as ${firstName(approver)}`,
      as: approver,
      in: ids.approvals,
    };
  }
  const asActor = { button: `Go to the message as ${firstName(actor)}`, as: actor, in: request.conversation };
  if (request.state === "link") {
    return { ...asActor, words: `Only ${firstName(actor)} gets the link. Open it: the product comes up in a new tab.` };
  }
  return { ...asActor, words: `Click Revoke in ${firstName(actor)}'s message, and see what the product's tab shows.` };
}

const ask = (words: string): NextStep => ({
  words,
  example: exampleCommand,
  button: "Try it",
  as: ids.alice,
  in: ids.general,
});

const firstName = (id: string) => people.find((each) => each.id === id)?.realName.split(" ")[0] ?? id;
