// The direct message that tells the actor that Clerk has not confirmed the end of access, and what it shows afterwards.
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import { revokeButton } from "../blocks/buttons.js";
import { type Content, compose } from "../blocks/compose.js";
import { closingWords, notConfirmedWords, overdueWords, revokedWords } from "../words/phrases.js";
import { sentence } from "../words/sentence.js";
import { framed, type RenderContext } from "./frame.js";
import { linkGone } from "./link.js";

export function notConfirmed(request: Request, renderContext: RenderContext): Content {
  const { id, status, closing, actorSlackId } = request;
  const isOver = closing === "by_time_unconfirmed";
  const overdue = isOverdue(request);
  if (status !== "revoking" && !overdue && !isOver) return linkGone(request, renderContext);
  return compose(
    framed(request, renderContext, [
      { line: sentence(request, actorSlackId) },
      {
        line: [
          ...revokedWords(request, actorSlackId),
          ...(isOver ? closingWords(request) : overdue ? overdueWords(request) : notConfirmedWords(request)),
        ],
      },
      ...(isOver
        ? []
        : [
            { line: [`To ask Clerk right now, press Revoke${overdue ? "" : " again"}.`] },
            { buttons: [revokeButton(id)] },
          ]),
    ]),
  );
}
