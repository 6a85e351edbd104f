// The direct message with the link: the only one that shows it, and what it shows afterwards.
import type { Request } from "../../impersonation/model/request.js";
import type { Secret } from "../../impersonation/model/secret.js";
import { openButton, revokeButton } from "./buttons.js";
import { revokedWords } from "./card.js";
import { type Content, compose, type Item } from "./compose.js";
import { closingWords, failureWords, forHowLong, subjectWords, usageWords } from "./phrases.js";

/** Rendered once, for the post. `request` is as approved, with the link's deadline. */
export function linkReady(request: Request, link: Secret): Content {
  return compose([
    {
      line: [
        ...(request.decidedBy === null ? [] : [{ user: request.decidedBy }, " approved. "]),
        "You can sign in as ",
        ...subjectWords(request),
        ` for ${forHowLong(request)}.`,
      ],
    },
    {
      line: [
        "The link is for you alone and works once",
        ...(request.linkExpiresAt === null ? [] : [", until ", { at: request.linkExpiresAt }]),
        ". It opens in your usual browser and signs you out of the product there; already acting as somebody? Use a private window.",
      ],
    },
    { buttons: [openButton(request.id, request.subjectName, link), revokeButton(request.id)] },
  ]);
}

/** What the same message shows once the link was removed. */
export function linkGone(request: Request): Content {
  return compose([{ line: ["Sign-in as ", ...subjectWords(request)] }, ...statusItems(request)]);
}

function statusItems(request: Request): Item[] {
  const revoke = { buttons: [revokeButton(request.id)] };
  const revoked = revokedWords(request);
  switch (request.status) {
    case "issued":
      // While this attempt's link is valid, only a message of an earlier attempt is rendered.
      return request.linkWithdrawnAt === null
        ? [{ line: ["This link is dead. A newer message has the one that works."] }]
        : [{ line: ["The link's time is up. Asking Clerk whether it was used…"] }, revoke];
    case "active":
      return [{ line: usageWords(request) }, revoke];
    case "revoking":
      return [{ line: [...revoked, "Waiting for Clerk to confirm; until then access may still work."] }, revoke];
    case "revoked":
      return [{ line: [...revoked, ...closingWords(request)] }];
    case "expired":
      return [{ line: ["The link expired. ", ...closingWords(request), " Ask again with /impersonate."] }];
    case "failed":
      return [{ line: failureWords(request) }];
    case "approved":
      return [{ line: ["This link is not valid. Making sure at Clerk that it is dead…"] }, revoke];
    case "ended":
      return [{ line: closingWords(request) }];
    default:
      // By the database this request was never approved, but its link was posted.
      return [
        {
          line: [
            "This message is newer than Understudy's record, whose database was probably restored from a backup. What came of the link is not known here; Revoke ends its session at Clerk. Unopened, it dies by itself when its time is over.",
          ],
        },
        revoke,
      ];
  }
}
