// The direct messages that tell the actor how a request was closed: denied, lapsed, failed, canceled or ended.
import type { Request } from "../../../impersonation/model/request.js";
import { type Content, compose, type Line } from "../blocks/compose.js";
import { moment } from "../words/moments.js";
import { closingWords, failureWords, notConfirmedWords, revokedWords, subjectName } from "../words/phrases.js";
import { refusedPostWords } from "../words/refused-posts.js";
import { sentence } from "../words/sentence.js";
import { framed, type RenderContext } from "./frame.js";
import { askAgainItems } from "./sequel.js";

export function denied(request: Request, renderContext: RenderContext): Content {
  const { decidedBy, note } = request;
  return compose(
    framed(request, renderContext, [
      {
        line: [
          ...(decidedBy === null ? ["Your"] : [{ user: decidedBy }, " denied your"]),
          " request to sign in as ",
          subjectName(request),
          ".",
        ],
      },
      ...(note === null ? [] : [{ quote: note }]),
      ...askAgainItems(request),
    ]),
  );
}

export function lapsed(request: Request, renderContext: RenderContext): Content {
  return compose(
    framed(request, renderContext, [
      {
        line: [
          "Nobody in ",
          { channel: renderContext.approvalChannel },
          " decided on your request to sign in as ",
          subjectName(request),
          ` in time. If you still need it, ask again.`,
        ],
      },
      ...askAgainItems(request),
    ]),
  );
}

export function failed(request: Request, renderContext: RenderContext): Content {
  return compose(
    framed(request, renderContext, [
      { line: ["Your request to sign in as ", subjectName(request), " was approved, but you did not get a link."] },
      { line: failureWords(request) },
      { line: nextStep(request, renderContext) },
      ...askAgainItems(request),
    ]),
  );
}

function nextStep(request: Request, { approvalChannel }: RenderContext): Line {
  const { status, retryUntil } = request;
  if (status !== "failed") return ["An approver tried again."];
  if (retryUntil === null) return ["If you still need it, ask again."];
  return ["An approver can press Retry in ", { channel: approvalChannel }, " until ", moment(request, retryUntil), "."];
}

export function cancelled(request: Request, renderContext: RenderContext): Content {
  const { slackCode } = request;
  return compose(
    framed(request, renderContext, [
      { line: ["Your request to sign in as ", subjectName(request), " was canceled, because nobody could see it."] },
      {
        line: [
          "Understudy can't post in ",
          { channel: renderContext.approvalChannel },
          slackCode === null ? ". Ask your admin to invite it there. " : `: ${refusedPostWords(slackCode)} `,
          "Then ask again.",
        ],
      },
      ...askAgainItems(request),
    ]),
  );
}

export function ended(request: Request, renderContext: RenderContext): Content {
  const { status, actorSlackId } = request;
  return compose(
    framed(request, renderContext, [
      { line: sentence(request, actorSlackId) },
      {
        line: [
          ...revokedWords(request, actorSlackId),
          ...(status === "revoking" ? notConfirmedWords(request) : closingWords(request)),
        ],
      },
      ...askAgainItems(request),
    ]),
  );
}
