// The direct message that tells the actor that their session ends soon, and what it shows afterwards.
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import { revokeButton } from "../blocks/buttons.js";
import { type Content, compose } from "../blocks/compose.js";
import { atMoment } from "../words/moments.js";
import { subjectName } from "../words/phrases.js";
import { framed, type RenderContext } from "./frame.js";
import { linkGone } from "./link.js";

export function endingSoon(request: Request, renderContext: RenderContext): Content {
  const { id, status, sessionEndsAt } = request;
  if (status !== "active" || sessionEndsAt === null || isOverdue(request)) return linkGone(request, renderContext);
  return compose(
    framed(
      request,
      renderContext,
      [
        {
          line: [
            "Your session as ",
            subjectName(request),
            " ends",
            ...atMoment(request, sessionEndsAt),
            ". Save your work.",
          ],
        },
        { line: ["Need more time? Ask again with /impersonate once it has ended."] },
        { buttons: [revokeButton(id)] },
      ],
      { sign: "⌛", words: "Ending soon" },
    ),
  );
}
