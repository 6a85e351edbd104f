// The person to tell: what the verbs ask of the messages in Slack.
import type { MessageKind, Place } from "../model/message.js";
import type { Request } from "../model/request.js";
import type { Secret } from "../model/secret.js";

export type Delivery =
  | { outcome: "posted"; place: Place }
  | { outcome: "refused" }
  | { outcome: "unknown" }
  /** Nothing was posted: meanwhile it should not be any more. */
  | { outcome: "not_wanted" };

export interface Notifier {
  /** Posts the link to the actor, once. `stillWanted` is asked right before each try. */
  deliverLink(request: Request, link: Secret, stillWanted: () => Promise<boolean>): Promise<Delivery>;
  /**
   * Brings every message of the request up to date, as far as Slack lets it now; never throws.
   * `card_later`: the card is not in the approval channel yet, and will be tried again. `cardRefused`: the channel will
   * not take it, now or later.
   */
  refresh(requestId: string): Promise<"done" | "card_later" | { cardRefused: ChannelProblemCode }>;
  /** Remembers a message of ours that the store does not know, so that it is brought up to date like the others. */
  adopt(requestId: string, kind: MessageKind, place: Place): Promise<void>;
  /** What those messages show may be newer than the record: the next `refresh` edits them whatever they showed. */
  invalidate(requestId: string, kinds: readonly MessageKind[]): Promise<void>;
  /** Deletes a message whose link is dead, where the store can't take note of it. Never throws for what Slack says. */
  deletePost(place: Place): Promise<void>;
  /**
   * Takes up the edits that a process that died was making, and those that Slack refused: why may have been mended
   * meanwhile. Only for the one process on the store, at its start.
   */
  recoverClaims(): Promise<void>;
}

export type ChannelProblemCode = "channel_unseen" | "channel_not_joined" | "channel_archived" | "channel_refuses";
