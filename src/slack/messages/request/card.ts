// The card in the approval channel: where a request stands, who wants what and why, and what has happened.
import type { Request, UnverifiedClash } from "../../../impersonation/model/request.js";
import { approveButton, denyButton, retryButton, revokeButtonOf } from "../blocks/buttons.js";
import { type Content, clean, compose, type Item, type Line, type Part } from "../blocks/compose.js";
import { dashboardUser } from "../words/permalink.js";
import { subjectName } from "../words/phrases.js";
import { reasonParts } from "../words/reason.js";
import { durationFact, sentence } from "../words/sentence.js";
import { timeline } from "../words/timeline.js";
import { framed, type RenderContext } from "./frame.js";
import { type Previous, sequelItems } from "./sequel.js";

export type { RenderContext } from "./frame.js";

export function card(request: Request, renderContext: RenderContext, previous?: Previous): Content {
  return compose(
    framed(request, renderContext, [
      { line: [...sentence(request), ...toCheck(request)] },
      { quote: reasonParts(request.reason, renderContext.reason) },
      { line: factsLine(request) },
      ...sequelItems(previous, renderContext.workspaceUrl),
      ...request.unverifiedClashes.map((clash) => ({ line: clashWords(request, clash) })),
      { list: timeline(request) },
      ...nextStep(request, renderContext),
    ]),
  );
}

/** Nothing but a look tells whether access is over. */
function toCheck({ closing }: Request): Line {
  return closing === "by_time_unconfirmed" ? [" ", { bold: "Check this user's sessions in Clerk." }] : [];
}

/** "bob@customer.com · up to 30 minutes · Open in Clerk" */
function factsLine(request: Request): Line {
  const { subjectEmail, subjectId } = request;
  const address = dashboardUser(subjectId);
  const facts: Part[] = [
    ...(subjectEmail === null ? [] : [clean(subjectEmail)]),
    ...durationFact(request),
    ...(address === undefined ? [] : [{ link: address, text: "Open in Clerk" }]),
  ];
  return facts.flatMap((fact, index): Part[] => (index === 0 ? [fact] : [" · ", fact]));
}

/** Anybody can add an address: it decides nothing until it is verified, but may be meant to mislead. */
function clashWords(request: Request, { whose, email }: UnverifiedClash): Line {
  const holder: Part = whose === "actor" ? { user: request.actorSlackId } : subjectName(request);
  return [
    "⚠️ ",
    holder,
    ` has ${clean(email)} in Clerk, but unverified. Anybody can add such an address, so it decides nothing.`,
  ];
}

function nextStep(request: Request, { approverGroups }: RenderContext): Item[] {
  const { id, note, retryUntil } = request;
  switch (request.status) {
    case "pending":
      return [
        { line: approverGroups.flatMap((group, index): Part[] => [index === 0 ? "For " : " ", { group }]) },
        { buttons: [approveButton(id), denyButton(id)] },
      ];
    case "approved":
    case "issued":
    case "active":
    case "revoking":
      // While Clerk has not confirmed a revoke, another press asks it at once.
      return [{ buttons: [revokeButtonOf(request)] }];
    case "denied":
      return note === null ? [] : [{ quote: note }];
    case "failed":
      return retryUntil === null ? [] : [{ buttons: [retryButton(id)] }];
    default:
      return [];
  }
}
