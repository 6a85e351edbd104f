// Which builder renders which message of a request.
import type { MessageKind } from "../../../impersonation/model/message.js";
import type { Request } from "../../../impersonation/model/request.js";
import type { Content } from "../blocks/compose.js";
import { asked } from "./asked.js";
import { card } from "./card.js";
import { cancelled, denied, ended, failed, lapsed } from "./closed.js";
import { endingSoon } from "./ending-soon.js";
import type { RenderContext } from "./frame.js";
import { linkGone } from "./link.js";
import { notConfirmed } from "./not-confirmed.js";
import { reminder } from "./reminder.js";
import type { Previous } from "./sequel.js";

/** `previous`: what the request asks again. Never contains the link: that is rendered once, by `linkReady`. */
export function render(
  kind: MessageKind,
  request: Request,
  renderContext: RenderContext,
  previous?: Previous,
): Content {
  switch (kind) {
    case "card":
      return card(request, renderContext, previous);
    case "reminder":
      return reminder(request, renderContext);
    case "asked":
      return asked(request, renderContext);
    case "link":
      return linkGone(request, renderContext);
    case "denied":
      return denied(request, renderContext);
    case "lapsed":
      return lapsed(request, renderContext);
    case "failed":
      return failed(request, renderContext);
    case "ending_soon":
      return endingSoon(request, renderContext);
    case "not_confirmed":
      return notConfirmed(request, renderContext);
    case "ended":
      return ended(request, renderContext);
    case "cancelled":
      return cancelled(request, renderContext);
  }
}
