// What the actor is shown about a new request: the answer at once, and the direct message until somebody has decided.
import type { Request } from "../../../impersonation/model/request.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import type { Asked } from "../../../impersonation/verbs/ask.js";
import { cancelButton } from "../blocks/buttons.js";
import { type Content, compose, type Item, type Line, type Part } from "../blocks/compose.js";
import { atMoment } from "../words/moments.js";
import { forHowLong, subjectName } from "../words/phrases.js";
import { framed, type RenderContext } from "./frame.js";

export function asked(request: Request, renderContext: RenderContext): Content {
  return compose(
    framed(request, renderContext, [
      { line: ["You asked to sign in as ", subjectName(request), ` for ${forHowLong(request)}.`] },
      { quote: request.reason },
      ...outcome(request, renderContext),
    ]),
  );
}

function outcome(request: Request, { approvalChannel }: RenderContext): Item[] {
  const { id, status, closing, decidedBy, decidedAt } = request;
  switch (status) {
    case "pending":
      return [
        { line: ["Someone in ", { channel: approvalChannel }, " has to approve."] },
        { buttons: [cancelButton(id)] },
      ];
    case "cancelled":
      return [{ line: [closing === "by_actor" ? "You canceled this request." : "This request was canceled."] }];
    case "lapsed":
      return [{ line: ["Nobody decided in time."] }];
    case "denied":
      return decidedBy === null ? [] : [{ line: [{ user: decidedBy }, " denied this request."] }];
    default:
      return decidedBy === null || decidedAt === null
        ? []
        : [{ line: [{ user: decidedBy }, " approved", ...atMoment(request, decidedAt), "."] }];
  }
}

/** `asked` is undefined where the same payload had made its request already. `cardLink`: where its card is, if known. */
export function askedLine(asked: Asked | undefined, approvalChannel: string, cardLink?: string): Line {
  const later = "You get a direct message when somebody has decided.";
  if (asked === undefined) return ["Your request is in ", { channel: approvalChannel }, `. ${later}`];
  const { request, cardPosted } = asked;
  const name = shortId(request);
  const id: Part = cardLink === undefined ? name : { link: cardLink, text: name };
  const purpose: Line = [" to let you sign in as ", subjectName(request)];
  if (cardPosted) return ["Asked ", { channel: approvalChannel }, ...purpose, ": ", id, `. ${later}`];
  return [
    "Your request ",
    id,
    ...purpose,
    " is on record. Slack is accepting no messages in ",
    { channel: approvalChannel },
    ` right now; the card follows as soon as it does. ${later}`,
  ];
}
