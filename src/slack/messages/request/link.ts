// The direct message with the link: the only one that shows it, and what it shows afterwards.
import type { Request } from "../../../impersonation/model/request.js";
import type { Secret } from "../../../impersonation/model/secret.js";
import { openButton, revokeButton, revokeLinkButton } from "../blocks/buttons.js";
import { type Content, compose, type Item } from "../blocks/compose.js";
import { moment } from "../words/moments.js";
import { failureWords, forHowLong, subjectName } from "../words/phrases.js";
import { sentence } from "../words/sentence.js";
import { timeline } from "../words/timeline.js";
import { framed, type RenderContext } from "./frame.js";
import { askAgainItems } from "./sequel.js";

/** Rendered once, for the post. `request` is as approved, with the link's deadline. */
export function linkReady(request: Request, link: Secret, renderContext: RenderContext): Content {
  const { id, decidedBy, linkExpiresAt } = request;
  const items: Item[] = [
    {
      line: [
        ...(decidedBy === null ? [] : [{ user: decidedBy }, " approved. "]),
        "You can sign in as ",
        subjectName(request),
        ` for ${forHowLong(request)}.`,
      ],
    },
    {
      line: [
        "The link is for you alone and works once",
        ...(linkExpiresAt === null ? [] : [", until ", moment(request, linkExpiresAt)]),
        ".",
      ],
    },
    {
      line: [
        "Opening it signs you out of the product in your usual browser. To keep your own session, open it in a private window.",
      ],
    },
    { buttons: [openButton(id, request.subjectName, link), revokeLinkButton(id)] },
  ];
  return compose(framed(request, renderContext, items, { sign: "🔑", words: "Your link is ready" }));
}

/** What the same message shows once the link was removed. */
export function linkGone(request: Request, renderContext: RenderContext): Content {
  return compose(framed(request, renderContext, [...statusItems(request), ...askAgainItems(request)]));
}

function statusItems(request: Request): Item[] {
  const { id, actorSlackId } = request;
  const story: Item[] = [{ line: sentence(request, actorSlackId) }, { list: timeline(request, actorSlackId) }];
  const revoke = { buttons: [revokeButton(id)] };
  switch (request.status) {
    case "issued":
      // While this attempt's link is valid, only a message of an earlier attempt is rendered.
      return request.linkWithdrawnAt === null
        ? [{ line: ["This link no longer works. A newer message has the one that does."] }]
        : [...story, revoke];
    case "approved":
    case "active":
    case "revoking":
      return [...story, revoke];
    case "revoked":
    case "ended":
      return story;
    case "expired":
      return [...story, { line: ["If you still need it, ask again."] }];
    case "failed":
      return [{ line: failureWords(request) }];
    default:
      // By the database this request was never approved, but its link was posted.
      return [
        {
          line: [
            "This message is newer than Understudy's database, which was probably restored from a backup. Understudy does not know what became of the link. Revoke ends its session in Clerk; if nobody has opened it, it expires by itself.",
          ],
        },
        revoke,
      ];
  }
}
