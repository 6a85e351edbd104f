// The messages in Slack as the verbs need them.
import type { CardProblem } from "../model/errors.js";
import type { MessageKind, Place } from "../model/message.js";
import type { Request } from "../model/request.js";
import type { Secret } from "../model/secret.js";

/**
 * `refused`: with Slack's code. `unknown`: Slack did not say whether it accepted the post. `rate_limited`: it did not, and
 * may later.
 */
export type LinkPost =
  | { readonly outcome: "posted"; readonly place: Place }
  | { readonly outcome: "refused"; readonly slackCode: string }
  | { readonly outcome: "unknown" }
  | { readonly outcome: "rate_limited"; readonly retryAfterMs: number };

export interface Notifier {
  /** One try to post the link to the actor. */
  postLink(request: Request, link: Secret): Promise<LinkPost>;
  /**
   * Syncs every message of the request, as far as Slack allows now; never throws on a Slack error.
   * `card_later`: the card is not in the approval channel yet, and is retried. `cardRefused`: the channel will not take
   * it, now or later.
   */
  refresh(requestId: string): Promise<"done" | "card_later" | CardRefused>;
  /** Stores a message of the bot's that the store does not know, so that it is updated like the others. */
  adopt(requestId: string, kind: MessageKind, place: Place): Promise<void>;
  /** Those messages may show something newer than the database has: the next `refresh` edits them in any case. */
  invalidate(requestId: string, kinds: readonly MessageKind[]): Promise<void>;
  /**
   * Looks for the cards that are needed in Slack, and makes due those that somebody deleted. Resolves with how many; never
   * throws on a Slack error.
   */
  findDeletedCards(): Promise<number>;
  /** Deletes a message whose link is revoked, where the store can't keep its place. Never throws on a Slack error. */
  deletePost(place: Place): Promise<void>;
  /** Repeats what Slack refused, as the cause may be gone. */
  retryRefused(): Promise<void>;
}

export interface CardRefused {
  readonly cardRefused: CardProblem;
  readonly slackCode: string;
}
