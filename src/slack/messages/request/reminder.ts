// The reply in a card's thread that reminds the approvers of a request that waits, and says what became of it.
import type { Request } from "../../../impersonation/model/request.js";
import { type Content, compose, type Line, type Part } from "../blocks/compose.js";
import { atMoment, moment } from "../words/moments.js";
import type { RenderContext } from "./frame.js";

/** It says who decided and no more, so that it is edited once. */
export function reminder(request: Request, renderContext: RenderContext): Content {
  return compose([{ line: words(request, renderContext) }]);
}

function words(request: Request, { approverGroups }: RenderContext): Line {
  const { status, decidedBy, decidedAt } = request;
  if (status === "pending") {
    const mentions = approverGroups.flatMap((group): Part[] => [{ group }, " "]);
    return ["⏳ ", ...mentions, "Still waiting for approval, until ", moment(request, request.lapsesAt), "."];
  }
  if (status === "lapsed") return ["💤 Nobody decided in time."];
  if (status === "cancelled") return ["↩️ This request was canceled."];
  if (decidedBy === null || decidedAt === null) return ["This request no longer waits."];
  const [sign, verb] = status === "denied" ? ["⛔", "denied"] : ["✅", "approved"];
  return [`${sign} `, { user: decidedBy }, ` ${verb} this request`, ...atMoment(request, decidedAt), "."];
}
