// One request as a line of a list, and what its reader can do about it.
import type { Place } from "../../../impersonation/model/message.js";
import type { Request } from "../../../impersonation/model/request.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import { clean, type Line, type Part, shorten } from "../blocks/compose.js";
import { permalink } from "./permalink.js";
import { stateOf } from "./state.js";

/** What stands around a list. */
export interface ListContext {
  /** Who reads it. */
  readonly reader: string;
  readonly workspaceUrl: string;
  readonly cards: ReadonlyMap<string, Place>;
}

/** A list has many lines: a name of any length is cut here, and told in full by the card. */
const nameMaxLength = 80;

/** "⏳ IMP-204 Waiting for approval · Bob Brown (bob@…) · asked by @alice 14:02 · See the card · Cancel: /impersonate …" */
export function requestLine(request: Request, context: ListContext): Line {
  const { reader, workspaceUrl, cards } = context;
  const { sign, words } = stateOf(request);
  const place = cards.get(request.id);
  return [
    `${sign} `,
    { bold: shortId(request) },
    ` ${words} · `,
    shortSubject(request),
    " · asked ",
    ...(request.actorSlackId === reader ? [] : ["by ", { user: request.actorSlackId }, " "]),
    { at: request.askedAt },
    ...(place === undefined ? [] : [" · ", { link: permalink(workspaceUrl, place), text: "See the card" }]),
    ...nextStep(request, reader),
  ];
}

/** "Bob Brown (bob@customer.example)" */
export function shortSubject({ subjectName, subjectEmail, subjectId }: Request): string {
  const name = shorten(clean(subjectName), nameMaxLength) || "(no name)";
  return `${name} (${shorten(clean(subjectEmail ?? subjectId), nameMaxLength)})`;
}

/** What the reader can do about a request, as a command to copy. */
function nextStep(request: Request, reader: string): Part[] {
  const isOwn = request.actorSlackId === reader;
  switch (request.status) {
    case "pending":
      return isOwn ? [" · Cancel: ", commandFor("cancel", request)] : [];
    case "approved":
    case "issued":
    case "active":
      return [" · Revoke: ", commandFor("revoke", request)];
    case "revoking":
      return [" · Ask Clerk now: ", commandFor("revoke", request)];
    default:
      return [];
  }
}

export function commandFor(verb: "cancel" | "revoke", request: Pick<Request, "number">): Part {
  return { code: `/impersonate ${verb} ${shortId(request)}` };
}
