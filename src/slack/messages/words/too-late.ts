// Why a request can't be decided, asked or ended: who was first, where it stands, or how many are open.
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import type { Line, Part } from "../blocks/compose.js";
import { moment } from "./moments.js";
import { closingWords, notConfirmedWords, person, revokedWords, subjectWords } from "./phrases.js";

/** To whom it is said, and where cards are. */
export interface Answering {
  readonly approvalChannel: string;
  /** Their user id: they read "you" about themselves. */
  readonly viewer?: string | undefined;
  /** The address of a request's card, where it is known. */
  readonly cardLink?: ((requestId: string) => string | undefined) | undefined;
}

/** Its short id, which leads to its card. */
export function linkedId(request: Request, { cardLink }: Answering): Part {
  const address = cardLink?.(request.id);
  return address === undefined ? shortId(request) : { link: address, text: shortId(request) };
}

/** Who was first, or what happened meanwhile. */
export function tooLateLine(request: Request, answering: Answering): Line {
  return [...whoWasFirst(request, answering.viewer), " See ", linkedId(request, answering), "."];
}

function whoWasFirst(request: Request, viewer: string | undefined): Line {
  const { decidedBy, decidedAt, actorSlackId } = request;
  const decided = (verb: string): Line =>
    decidedBy === null || decidedAt === null
      ? []
      : [person(decidedBy, viewer), ` already ${verb} this `, { at: decidedAt }, "."];
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
      return [...decided("approved"), " It failed; the card says why."];
    case "cancelled":
      return request.closing === "by_actor"
        ? [person(actorSlackId, viewer), " canceled this request."]
        : ["This request was canceled."];
    case "lapsed":
      return ["Nobody decided on this request by ", moment(request, request.lapsesAt), "."];
    case "revoking":
      return [...revokedWords(request, viewer), "Access may still work. ", ...notConfirmedWords(request)];
    case "revoked":
      return [...revokedWords(request, viewer), ...closingWords(request)];
    case "expired":
    case "ended":
      if (request.closing === "by_time_unconfirmed") return closingWords(request);
      return ["Access is already over. ", ...closingWords(request)];
  }
}

export function openWords(request: Request, approvalChannel: string): Line {
  switch (request.status) {
    case "pending":
      return [
        "Someone in ",
        { channel: approvalChannel },
        " can approve it until ",
        moment(request, request.lapsesAt),
        ".",
      ];
    case "revoking":
      return ["It is being revoked. Ask again once Clerk has confirmed that."];
    default:
      return ["To ask again, press Revoke on it first."];
  }
}

/** More would make the sentence too long to read. */
const maxNamed = 5;

export function openCount(count: number): string {
  return count === 1 ? "1 open request" : `${count} open requests`;
}

/** "Open: IMP-4 for Bob Brown (…), waiting for approval; IMP-7 for Beth Blake (…), in use; and 3 more. "; nothing where none is. */
export function openList(requests: readonly Request[], answering: Answering): Line {
  if (requests.length === 0) return [];
  const more = requests.length - maxNamed;
  return [
    "Open: ",
    ...requests
      .slice(0, maxNamed)
      .flatMap((request, index): Part[] => [
        index === 0 ? "" : "; ",
        linkedId(request, answering),
        " for ",
        ...subjectWords(request),
        standing(request),
      ])
      .filter((part) => part !== ""),
    more > 0 ? `; and ${more} more. ` : ". ",
  ];
}

function standing(request: Request): string {
  switch (request.status) {
    case "pending":
      return ", waiting for approval";
    case "active":
      return isOverdue(request) ? ", past its time limit" : ", in use";
    case "revoking":
      return ", being revoked";
    default:
      return ", approved";
  }
}
