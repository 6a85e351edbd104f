// The direct message that tells the actor that nobody decided.
import type { Request } from "../../impersonation/model/request.js";
import type { Surroundings } from "./card.js";
import { type Content, compose } from "./compose.js";
import { subjectWords } from "./phrases.js";

export function lapsed(request: Request, { approvalChannel }: Surroundings): Content {
  return compose([
    {
      line: [
        "Nobody in ",
        { channel: approvalChannel },
        " decided on your request to sign in as ",
        ...subjectWords(request),
        " in time. If you still need it, ask again with /impersonate.",
      ],
    },
  ]);
}
