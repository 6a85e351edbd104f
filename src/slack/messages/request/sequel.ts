// A request that asks an earlier one again: the button that begins it, and what its card says about the earlier one.
import { isOpen } from "../../../impersonation/model/lifecycle.js";
import type { Place } from "../../../impersonation/model/message.js";
import type { Request } from "../../../impersonation/model/request.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import { askAgainButton } from "../blocks/buttons.js";
import type { Item, Line, Part } from "../blocks/compose.js";
import { permalink } from "../words/permalink.js";

/** A request that was made before, and where its card stands in Slack. */
export interface Earlier {
  readonly request: Request;
  readonly card: Place | undefined;
}

/** The request that another one asks again and, where that was not denied itself, the latest behind it that was. */
export type Previous = readonly [Earlier, denied?: Earlier];

/** In the actor's message about a request that is over, unless they ended it, or an approver can still retry it. */
export function askAgainItems(request: Request): Item[] {
  return offersAskAgain(request) ? [{ buttons: [askAgainButton(request.id)] }] : [];
}

function offersAskAgain({ status, closing, retryUntil, revokedBy, actorSlackId }: Request): boolean {
  if (isOpen(status)) return false;
  if (status === "cancelled") return closing !== "by_actor";
  if (status === "failed") return retryUntil === null;
  if (status === "revoked") return revokedBy !== actorSlackId;
  // Access that may still work is to be looked after first.
  return closing !== "by_time_unconfirmed";
}

/** "Asked again: IMP-203 was not decided in time. See IMP-203 / ⛔ Denied before: IMP-202 was denied by @carol 14:02. See IMP-202" */
export function sequelItems(previous: Previous | undefined, workspaceUrl: string): Item[] {
  if (previous === undefined) return [];
  const [last, denied] = previous;
  return [
    ...earlierItems(isDenied(last) ? "⛔ Asked again after a denial: " : "Asked again: ", last, workspaceUrl),
    ...(denied === undefined ? [] : earlierItems("⛔ Denied before: ", denied, workspaceUrl)),
  ];
}

function isDenied({ request }: Earlier): boolean {
  return request.status === "denied";
}

function earlierItems(words: string, earlier: Earlier, workspaceUrl: string): Item[] {
  const { request, card } = earlier;
  const line: Line = [
    words,
    { bold: shortId(request) },
    ...outcome(request),
    ".",
    ...(card === undefined ? [] : [" ", { link: permalink(workspaceUrl, card), text: `See ${shortId(request)}` }]),
  ];
  return [{ line }, ...(isDenied(earlier) && request.note !== null ? [{ quote: request.note }] : [])];
}

function outcome({ status, closing, decidedBy, decidedAt, revokedBy, closedAt }: Request): Part[] {
  const by = (who: string | null): Part[] => (who === null ? [] : [" by ", { user: who }]);
  const when = (at: number | null): Part[] => (at === null ? [] : [" ", { at }]);
  switch (status) {
    case "denied":
      return [" was denied", ...by(decidedBy), ...when(decidedAt)];
    case "lapsed":
      return [" was not decided in time"];
    case "expired":
      return [" expired: its link was never opened"];
    case "revoked":
      return [" was revoked", ...by(revokedBy), ...when(closedAt)];
    case "failed":
      return [" failed after its approval"];
    case "cancelled":
      return [" was canceled", ...when(closedAt)];
    case "ended":
      return [closing === "by_time_unconfirmed" ? " ended without Clerk's confirmation" : " ended", ...when(closedAt)];
    default:
      return [" is open"];
  }
}
