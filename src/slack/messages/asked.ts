// What the actor is shown about a new request: the answer at once, and the direct message until somebody has decided.
import type { Request } from "../../impersonation/model/request.js";
import type { Asked } from "../../impersonation/verbs/ask.js";
import { cancelButton } from "./buttons.js";
import type { RenderContext } from "./card.js";
import { type Content, compose, type Item, type Line } from "./compose.js";
import { forHowLong, subjectWords } from "./phrases.js";

export function asked(request: Request, { approvalChannel }: RenderContext): Content {
  return compose([
    { line: ["You asked to sign in as ", ...subjectWords(request), ` for ${forHowLong(request)}.`] },
    { quote: request.reason },
    ...statusItems(request, approvalChannel),
  ]);
}

function statusItems(request: Request, approvalChannel: string): Item[] {
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

/** `asked` is undefined where the same payload had made its request already. */
export function askedLine(asked: Asked | undefined, approvalChannel: string): Line {
  const later = "You get a direct message when somebody has decided.";
  if (asked === undefined) return ["Your request is with ", { channel: approvalChannel }, `. ${later}`];
  const { request, cardPosted } = asked;
  const purpose: Line = ["to let you sign in as ", ...subjectWords(request), ` for ${forHowLong(request)}. `];
  if (cardPosted) return ["Asked ", { channel: approvalChannel }, " ", ...purpose, later];
  return [
    "Stored your request ",
    ...purpose,
    "Slack takes no message in ",
    { channel: approvalChannel },
    ` for the moment; the card follows as soon as it does. ${later}`,
  ];
}
