// The direct message that tells the actor that somebody else ended their access.
import type { Request } from "../../impersonation/model/request.js";
import { revokedWords } from "./card.js";
import { type Content, compose } from "./compose.js";
import { closingWords, subjectWords } from "./phrases.js";

export function ended(request: Request): Content {
  const confirmed = request.status !== "revoking";
  return compose([
    { line: ["Your access as ", ...subjectWords(request), confirmed ? " is over." : " is being ended."] },
    { line: [...revokedWords(request), ...(confirmed ? closingWords(request) : ["Waiting for Clerk to confirm."])] },
  ]);
}
