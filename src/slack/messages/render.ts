// Which builder renders which message of a request.
import type { MessageKind } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { asked } from "./asked.js";
import { card, type RenderContext } from "./card.js";
import { cancelled, denied, ended, failed, lapsed } from "./closed.js";
import type { Content } from "./compose.js";
import { linkGone } from "./link.js";

/** Never contains the link: that is rendered once, by `linkReady`. */
export function render(kind: MessageKind, request: Request, renderContext: RenderContext): Content {
  switch (kind) {
    case "card":
      return card(request, renderContext);
    case "asked":
      return asked(request, renderContext);
    case "link":
      return linkGone(request);
    case "denied":
      return denied(request);
    case "lapsed":
      return lapsed(request, renderContext);
    case "failed":
      return failed(request, renderContext);
    case "ended":
      return ended(request);
    case "cancelled":
      return cancelled(request, renderContext);
  }
}
