// What a message has to know of the others of its request.
import { isDirect, type Message, type Place } from "../../impersonation/model/message.js";

export interface Surroundings {
  /** A newer direct message was announced, which stands or will be posted instead. */
  readonly isFollowed: boolean;
  /** Where the card stands. */
  readonly card: Place | undefined;
}

export function surroundingsOf(message: Message, all: readonly Message[]): Surroundings {
  const card = all.findLast(({ kind, ts }) => kind === "card" && ts !== null);
  const newer = all.some(({ id, kind, supersededAt }) => id > message.id && isDirect(kind) && supersededAt === null);
  const { channel = null, ts = null } = card ?? {};
  return {
    isFollowed: isDirect(message.kind) && newer,
    card: channel === null || ts === null ? undefined : { channel, ts },
  };
}
