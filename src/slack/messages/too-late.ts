// Why a request can't be decided, asked or ended any more: who was first, or where it stands.
import type { Request } from "../../impersonation/model/request.js";
import { revokedWords } from "./card.js";
import type { Line } from "./compose.js";
import { closingWords } from "./phrases.js";

/** Who was first, or what happened meanwhile. */
export function tooLateLine(request: Request): Line {
  const { decidedBy, decidedAt, actorSlackId } = request;
  const decided = (verb: string): Line =>
    decidedBy === null || decidedAt === null
      ? []
      : [{ user: decidedBy }, ` already ${verb} this `, { at: decidedAt }, "."];
  switch (request.status) {
    case "pending":
      return ["Nobody has decided on this request yet."];
    case "approved":
    case "issued":
    case "active":
      return decided("approved");
    case "denied":
      return decided("denied");
    case "failed":
      return [...decided("approved"), " It came to nothing; the card says why."];
    case "cancelled":
      return request.closing === "by_actor"
        ? [{ user: actorSlackId }, " cancelled this request."]
        : ["This request was cancelled."];
    case "lapsed":
      return ["Nobody decided on this request by ", { at: request.lapsesAt }, ", so it lapsed."];
    case "revoking":
      return [...revokedWords(request), "Clerk has not confirmed it yet; Understudy keeps asking."];
    case "revoked":
      return [...revokedWords(request), ...closingWords(request)];
    case "expired":
    case "ended":
      return ["Access is over already. ", ...closingWords(request)];
  }
}

export function openWords({ status, lapsesAt }: Request, approvalChannel: string): Line {
  switch (status) {
    case "pending":
      return ["It waits for a decision in ", { channel: approvalChannel }, " until ", { at: lapsesAt }, "."];
    case "revoking":
      return ["It is being revoked. Ask again once Clerk has confirmed."];
    default:
      return ["Press Revoke on it first, in your direct messages or in ", { channel: approvalChannel }, "."];
  }
}
