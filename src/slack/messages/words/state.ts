// The state of a request in a sign and a few words, the same on cards, in direct messages and in lists.
import type { Request } from "../../../impersonation/model/request.js";
import { isOverdue } from "../../../impersonation/model/schedule.js";

export interface State {
  /** An emoji, which tells states apart without their color. */
  readonly sign: string;
  readonly words: string;
}

const notConfirmed: State = { sign: "🚨", words: "Not confirmed: access may still work" };

export function stateOf(request: Request): State {
  const { status, closing, failure, linkWithdrawnAt, tries } = request;
  switch (status) {
    case "pending":
      return { sign: "⏳", words: "Waiting for approval" };
    case "approved":
      return failure === null
        ? { sign: "⚙️", words: "Approved: creating the link…" }
        : { sign: "⚠️", words: "Not delivered: revoking the link" };
    case "issued":
      return linkWithdrawnAt === null
        ? { sign: "✉️", words: "Link sent" }
        : { sign: "⏰", words: "Link expired: checking whether it was opened" };
    case "active":
      return isOverdue(request) ? notConfirmed : { sign: "🟢", words: "In use" };
    case "revoking":
      return tries === 0 ? { sign: "🔄", words: "Revoking: access may still work" } : notConfirmed;
    case "revoked":
      return { sign: "🔒", words: "Revoked" };
    case "ended":
      return closing === "by_time_unconfirmed"
        ? { sign: "‼️", words: "Not confirmed: check in Clerk" }
        : { sign: "🏁", words: "Ended" };
    case "expired":
      return { sign: "⏰", words: "Expired" };
    case "denied":
      return { sign: "⛔", words: "Denied" };
    case "cancelled":
      return { sign: "↩️", words: "Canceled" };
    case "lapsed":
      return { sign: "💤", words: "Not decided in time" };
    case "failed":
      return { sign: "❌", words: "Failed" };
  }
}
