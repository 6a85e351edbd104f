// The direct message that follows a request: what was asked, and how to take it back.
import type { Request } from "../../impersonation/model/request.js";
import { cancelButton } from "./buttons.js";
import type { Surroundings } from "./card.js";
import { type Content, compose, type Item } from "./compose.js";
import { forHowLong, subjectWords } from "./phrases.js";

export function asked(request: Request, { approvalChannel }: Surroundings): Content {
  return compose([
    { line: ["You asked to sign in as ", ...subjectWords(request), ` for ${forHowLong(request)}.`] },
    { quote: request.reason },
    ...waiting(request, approvalChannel),
  ]);
}

function waiting(request: Request, approvalChannel: string): Item[] {
  const { decidedBy, decidedAt } = request;
  switch (request.status) {
    case "pending":
      return [
        {
          line: ["Waiting for a decision in ", { channel: approvalChannel }, " until ", { at: request.lapsesAt }, "."],
        },
        { buttons: [cancelButton(request.id)] },
      ];
    case "cancelled":
      return [{ line: [request.closing === "by_actor" ? "You cancelled it." : "It was cancelled."] }];
    case "lapsed":
      return [{ line: ["Nobody decided in time."] }];
    case "denied":
      return decidedBy === null ? [] : [{ line: [{ user: decidedBy }, " denied it."] }];
    default:
      return decidedBy === null || decidedAt === null
        ? []
        : [{ line: [{ user: decidedBy }, " approved it ", { at: decidedAt }, "."] }];
  }
}
