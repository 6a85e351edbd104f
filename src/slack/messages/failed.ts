// The direct message that tells the actor why an approved request came to nothing.
import type { Request } from "../../impersonation/model/request.js";
import type { Surroundings } from "./card.js";
import { type Content, compose, type Line } from "./compose.js";
import { failureWords, subjectWords } from "./phrases.js";

export function failed(request: Request, { approvalChannel }: Surroundings): Content {
  return compose(
    [
      { line: ["Your request to sign in as ", ...subjectWords(request), " was approved, but there is no link."] },
      { line: failureWords(request) },
      { line: next(request, approvalChannel) },
    ].filter(({ line }) => line.length > 0),
  );
}

function next(request: Request, approvalChannel: string): Line {
  if (request.status !== "failed") return ["An approver tried again."];
  return request.retryUntil === null
    ? ["To try once more, ask again with /impersonate."]
    : ["An approver can press Retry in ", { channel: approvalChannel }, " until ", { at: request.retryUntil }, "."];
}
