// The card in the approval channel: who asks, for whom, why and for how long, and its status.
import type { Request, UnverifiedClash } from "../../impersonation/model/request.js";
import { approveButton, denyButton, retryButton, revokeButton } from "./buttons.js";
import { type Content, clean, compose, type Item, type Line, type Part } from "./compose.js";
import { closingWords, failureWords, forHowLong, subjectWords, usageWords } from "./phrases.js";

/** What a message shows besides the request. */
export interface RenderContext {
  readonly approvalChannel: string;
  /** User groups that a card mentions. */
  readonly approverGroups: readonly string[];
  /** The Clerk key is a development instance's. */
  readonly development: boolean;
}

export function card(request: Request, renderContext: RenderContext): Content {
  return compose([
    {
      line: [
        ...(renderContext.development ? [{ bold: "development" }, " · "] : []),
        { user: request.actorSlackId },
        " asks to sign in as ",
        ...subjectWords(request),
        ` for ${forHowLong(request)}`,
      ],
    },
    { quote: request.reason },
    ...request.unverifiedClashes.map((clash) => ({ line: clashWords(request, clash) })),
    ...statusItems(request, renderContext),
  ]);
}

/** Anybody can add an address: it decides nothing until it is verified, but may be meant to mislead. */
function clashWords({ actorSlackId, subjectName }: Request, { whose, email }: UnverifiedClash): Line {
  const holder: Part = whose === "actor" ? { user: actorSlackId } : { bold: clean(subjectName) || "The user" };
  return ["⚠️ ", holder, ` has ${clean(email)} at Clerk, unverified. An unverified address decides nothing here.`];
}

function statusItems(request: Request, { approverGroups }: RenderContext): Item[] {
  const { id, actorSlackId, decidedBy, decidedAt } = request;
  const decided = (verb: string): Line =>
    decidedBy === null || decidedAt === null ? [] : [{ user: decidedBy }, ` ${verb} this `, { at: decidedAt }, ". "];
  const revoked: Line = revokedWords(request);
  switch (request.status) {
    case "pending":
      return [
        {
          line: [
            ...approverGroups.flatMap((group): Part[] => [{ group }, " "]),
            "Waiting for a decision until ",
            { at: request.lapsesAt },
            ".",
          ],
        },
        { buttons: [approveButton(id), denyButton(id)] },
      ];
    case "approved":
      return [
        {
          line:
            request.failure === null
              ? [...decided("approved"), "The link is being made…"]
              : [...decided("approved"), "The link did not arrive. Making sure at Clerk that it is dead…"],
        },
        { buttons: [revokeButton(id)] },
      ];
    case "issued":
      return [
        {
          line:
            request.linkWithdrawnAt === null
              ? [
                  ...decided("approved"),
                  { user: actorSlackId },
                  " has the link, not used yet. It works once",
                  ...(request.linkExpiresAt === null ? [] : [", until ", { at: request.linkExpiresAt }]),
                  ".",
                ]
              : [...decided("approved"), "The link's time is up. Asking Clerk whether it was used…"],
        },
        { buttons: [revokeButton(id)] },
      ];
    case "active":
      return [{ line: [...decided("approved"), ...usageWords(request)] }, { buttons: [revokeButton(id)] }];
    case "revoking":
      return [
        { line: [...revoked, "Waiting for Clerk to confirm; until then access may still work."] },
        // Pressed again, it asks Clerk at once.
        { buttons: [revokeButton(id)] },
      ];
    case "revoked":
      return [{ line: [...revoked, ...closingWords(request)] }];
    case "ended":
      return [{ line: [...decided("approved"), ...closedWords("Over since", request), ...closingWords(request)] }];
    case "expired":
      return [{ line: [...decided("approved"), ...closedWords("Expired", request), ...closingWords(request)] }];
    case "denied":
      return [{ line: decided("denied") }, ...(request.note === null ? [] : [{ quote: request.note }])];
    case "cancelled":
      return [
        {
          line:
            request.closing === "by_actor"
              ? [{ user: actorSlackId }, " cancelled this request."]
              : ["Cancelled. ", ...closingWords(request)],
        },
      ];
    case "lapsed":
      return [{ line: ["Nobody decided by ", { at: request.lapsesAt }, ". Ask again with /impersonate."] }];
    case "failed":
      return [
        { line: [...decided("approved"), ...failureWords(request)] },
        ...(request.retryUntil === null
          ? [{ line: ["To try once more, ask again with /impersonate."] }]
          : [{ buttons: [retryButton(id)] }]),
      ];
  }
}

export function revokedWords({ revokedBy, revokeAskedAt }: Request): Part[] {
  return revokedBy === null || revokeAskedAt === null
    ? []
    : [{ user: revokedBy }, " revoked access ", { at: revokeAskedAt }, ". "];
}

function closedWords(word: string, { closedAt }: Request): Part[] {
  return closedAt === null ? [] : [`${word} `, { at: closedAt }, ". "];
}
