// The direct messages that tell the actor how a request was closed: denied, lapsed, failed, cancelled or ended.
import type { Request } from "../../impersonation/model/request.js";
import { type RenderContext, revokedWords } from "./card.js";
import { type Content, compose, type Line } from "./compose.js";
import { closingWords, failureWords, refusedPostWords, subjectWords } from "./phrases.js";

export function denied(request: Request): Content {
  return compose([
    {
      line: [
        ...(request.decidedBy === null ? ["Your"] : [{ user: request.decidedBy }, " denied your"]),
        " request to sign in as ",
        ...subjectWords(request),
        ".",
      ],
    },
    ...(request.note === null ? [] : [{ quote: request.note }]),
  ]);
}

export function lapsed(request: Request, { approvalChannel }: RenderContext): Content {
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

export function failed(request: Request, { approvalChannel }: RenderContext): Content {
  return compose(
    [
      { line: ["Your request to sign in as ", ...subjectWords(request), " was approved, but there is no link."] },
      { line: failureWords(request) },
      { line: nextStep(request, approvalChannel) },
    ].filter(({ line }) => line.length > 0),
  );
}

function nextStep(request: Request, approvalChannel: string): Line {
  if (request.status !== "failed") return ["An approver tried again."];
  return request.retryUntil === null
    ? ["To try once more, ask again with /impersonate."]
    : ["An approver can press Retry in ", { channel: approvalChannel }, " until ", { at: request.retryUntil }, "."];
}

export function cancelled(request: Request, { approvalChannel }: RenderContext): Content {
  return compose([
    { line: ["Your request to sign in as ", ...subjectWords(request), " was cancelled. Nothing was started."] },
    {
      line: [
        "Understudy can't post to ",
        { channel: approvalChannel },
        request.slackCode === null
          ? ". Ask whoever runs Understudy to invite it there. "
          : `: ${refusedPostWords(request.slackCode)} `,
        "Then ask again with /impersonate.",
      ],
    },
  ]);
}

export function ended(request: Request): Content {
  const confirmed = request.status !== "revoking";
  return compose([
    { line: ["Your access as ", ...subjectWords(request), confirmed ? " is over." : " is being ended."] },
    { line: [...revokedWords(request), ...(confirmed ? closingWords(request) : ["Waiting for Clerk to confirm."])] },
  ]);
}
