// Which builder renders which message of a request.
import type { Moment } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { asked } from "./asked.js";
import { cancelled } from "./cancelled.js";
import { card, type Surroundings } from "./card.js";
import type { Content } from "./compose.js";
import { denied } from "./denied.js";
import { ended } from "./ended.js";
import { failed } from "./failed.js";
import { lapsed } from "./lapsed.js";
import { linkGone } from "./link.js";

/** Never contains the link: that is rendered once, by `linkReady`. */
export function render(moment: Moment, request: Request, surroundings: Surroundings): Content {
  switch (moment) {
    case "card":
      return card(request, surroundings);
    case "asked":
      return asked(request, surroundings);
    case "link":
      return linkGone(request);
    case "denied":
      return denied(request);
    case "lapsed":
      return lapsed(request, surroundings);
    case "failed":
      return failed(request, surroundings);
    case "ended":
      return ended(request);
    case "cancelled":
      return cancelled(request, surroundings);
  }
}
