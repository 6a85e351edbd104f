// Why a request can't be decided, asked or ended: who was first, where it stands, or how many are open.
import type { Request } from "../../impersonation/model/request.js";
import { revokedWords } from "./card.js";
import type { Line, Part } from "./compose.js";
import { closingWords, subjectWords } from "./phrases.js";

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

/** More would make the sentence too long to read. */
const maxNamed = 5;

export function openCount(count: number): string {
  return count === 1 ? "1 open request" : `${count} open requests`;
}

/** "Open: Bob Brown (…), waiting in #approvals; Beth Blake (…), in use; and 3 more. "; nothing where none is open. */
export function openList(requests: readonly Request[], approvalChannel: string): Line {
  if (requests.length === 0) return [];
  const more = requests.length - maxNamed;
  return [
    "Open: ",
    ...requests
      .slice(0, maxNamed)
      .flatMap((request, index): Part[] => [
        index === 0 ? "" : "; ",
        ...subjectWords(request),
        ...standing(request, approvalChannel),
      ])
      .filter((part) => part !== ""),
    more > 0 ? `; and ${more} more. ` : ". ",
  ];
}

function standing({ status }: Request, approvalChannel: string): Part[] {
  switch (status) {
    case "pending":
      return [", waiting in ", { channel: approvalChannel }];
    case "active":
      return [", in use"];
    case "revoking":
      return [", being revoked"];
    default:
      return [", approved"];
  }
}
