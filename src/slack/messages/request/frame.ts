// What every message of a request has: its state first, its small print last.
import { isOpen } from "../../../impersonation/model/lifecycle.js";
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";
import type { ReasonRules } from "../../../impersonation/model/settings.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import type { Item, Part } from "../blocks/compose.js";
import { moment } from "../words/moments.js";
import { type State, stateOf } from "../words/state.js";

/** What a message shows besides the request. */
export interface RenderContext {
  readonly approvalChannel: string;
  /** User groups that a card mentions. */
  readonly approverGroups: readonly string[];
  /** The Clerk key is a development instance's. */
  readonly development: boolean;
  /** As in `auth.test`. */
  readonly workspaceUrl: string;
  /** Where a ticket in the reason leads. */
  readonly reason: ReasonRules;
}

/** `state`: where the reader's own words for it are better; they say the time themselves. */
export function framed(request: Request, renderContext: RenderContext, items: readonly Item[], state?: State): Item[] {
  return [statusLine(request, renderContext, state), ...items, smallPrint(request, renderContext)];
}

function statusLine(request: Request, { development }: RenderContext, state: State | undefined): Item {
  const production: Part[] = development ? [] : [" · ", { tag: "Production" }];
  const { sign, words } = state ?? stateOf(request);
  return { line: [`${sign} `, { bold: words }, ...(state === undefined ? time(request) : []), ...production] };
}

/** Until when the state lasts, or since when it does: of a closed request with the date, for those who read it later. */
function time(request: Request): Part[] {
  const { status, lapsesAt, linkExpiresAt, linkWithdrawnAt, sessionEndsAt, closedAt } = request;
  if (status === "pending") return [" until ", moment(request, lapsesAt)];
  if (status === "issued" && linkExpiresAt !== null && linkWithdrawnAt === null) {
    return [" · works until ", moment(request, linkExpiresAt)];
  }
  if (status === "active") {
    return sessionEndsAt === null || isOverdue(request) ? [] : [" until ", moment(request, sessionEndsAt)];
  }
  return isOpen(status) || closedAt === null ? [] : [" · ", { at: closedAt, as: "date" }];
}

function smallPrint(request: Request, { development }: RenderContext): Item {
  return { context: [shortId(request), request.subjectId, development ? "development" : "production"] };
}
