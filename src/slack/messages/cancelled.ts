// The direct message that tells the actor that their request could not be shown to anybody.
import type { Request } from "../../impersonation/model/request.js";
import type { Surroundings } from "./card.js";
import { type Content, compose } from "./compose.js";
import { subjectWords } from "./phrases.js";

export function cancelled(request: Request, { approvalChannel }: Surroundings): Content {
  return compose([
    { line: ["Your request to sign in as ", ...subjectWords(request), " was cancelled. Nothing was started."] },
    {
      line: [
        "Understudy can't post to ",
        { channel: approvalChannel },
        ". Ask whoever looks after Understudy to invite it there, then ask again with /impersonate.",
      ],
    },
  ]);
}
