// A request in a list of the Home tab: one line, which begins with its state.
import type { Place } from "../../../impersonation/model/message.js";
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import { clean, type Line, type Part, shorten } from "../blocks/compose.js";
import { moment } from "../words/moments.js";
import { permalink } from "../words/permalink.js";
import { shortSubject } from "../words/request-line.js";
import { stateOf } from "../words/state.js";

/** Where the lists find the cards that they link to. */
export interface Cards {
  readonly workspaceUrl: string;
  readonly places: ReadonlyMap<string, Place>;
}

/** To the person who asked: "⏳ Waiting for approval · Bob Brown (bob@customer.com) · until 14:02 · IMP-204". */
export function ownLine(request: Request, cards: Cards): Line {
  return [...state(request), shortSubject(request), ...time(request), ...id(request, cards)];
}

/** To an approver: "🟢 In use · @alice as Bob Brown (bob@customer.com) · until 14:02 · IMP-204". */
export function everybodysLine(request: Request, cards: Cards): Line {
  return [...state(request), ...pair(request), ...time(request), ...id(request, cards)];
}

/** "⛔ Denied · @alice as Bob Brown (bob@customer.com) · denied by @carol 14:02 · IMP-204" */
export function decisionLine(request: Request, cards: Cards): Line {
  const { status, decidedBy, decidedAt } = request;
  const decision: Part[] =
    decidedBy === null || decidedAt === null
      ? []
      : [` · ${status === "denied" ? "denied" : "approved"} by `, { user: decidedBy }, " ", { at: decidedAt }];
  return [...state(request), ...pair(request), ...decision, ...id(request, cards)];
}

/** "⛔ Denied before: IMP-203, by @carol 14:02", where there is one. */
export function denialLines(denied: Request | undefined): Line[] {
  if (denied === undefined || denied.decidedBy === null || denied.decidedAt === null) return [];
  return [[`⛔ Denied before: ${shortId(denied)}, by `, { user: denied.decidedBy }, " ", { at: denied.decidedAt }]];
}

/** The reason as far as a list has room for it; the card has all of it. */
export function shortReason({ reason }: Request): string {
  return shorten(clean(reason), 300);
}

function state(request: Request): Part[] {
  const { sign, words } = stateOf(request);
  return [`${sign} `, { bold: words }, " · "];
}

function pair(request: Request): Part[] {
  return [{ user: request.actorSlackId }, " as ", shortSubject(request)];
}

/** Until when it stays like this, or when it was over. */
function time(request: Request): Part[] {
  const until = endsAt(request);
  if (until !== null) return [" · until ", moment(request, until)];
  return request.closedAt === null ? [] : [" · ", { at: request.closedAt }];
}

function endsAt(request: Request): number | null {
  const { status, lapsesAt, linkExpiresAt, linkWithdrawnAt, sessionEndsAt } = request;
  if (status === "pending") return lapsesAt;
  if (status === "issued") return linkWithdrawnAt === null ? linkExpiresAt : null;
  return status === "active" && !isOverdue(request) ? sessionEndsAt : null;
}

function id(request: Request, { workspaceUrl, places }: Cards): Part[] {
  const place = places.get(request.id);
  const text = shortId(request);
  return [" · ", place === undefined ? text : { link: permalink(workspaceUrl, place), text }];
}
