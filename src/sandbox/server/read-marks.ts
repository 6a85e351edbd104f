// How far each person has read in each conversation, and what is unread.
import type { Message } from "../slack/state/messages.js";

export class ReadMarks {
  readonly #upTo = new Map<string, string>();

  /** A mark never moves back. */
  mark(userId: string, channel: string, ts: string): void {
    const key = `${userId} ${channel}`;
    if (ts > (this.#upTo.get(key) ?? "")) this.#upTo.set(key, ts);
  }

  /** Edits, ephemeral messages and the person's own messages never count as unread. */
  unread(userId: string, channel: string, messages: readonly Message[]): Message[] {
    const upTo = this.#upTo.get(`${userId} ${channel}`) ?? "";
    return messages.filter((each) => each.ts > upTo && each.user !== userId && each.ephemeralFor === undefined);
  }
}
