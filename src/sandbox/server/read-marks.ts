// How far each person has read in each conversation, and what that leaves unread.
import type { Message } from "../slack/state/messages.js";

export class ReadMarks {
  readonly #upTo = new Map<string, string>();

  /** Marks never go back. */
  mark(userId: string, channel: string, ts: string): void {
    const key = `${userId} ${channel}`;
    if (ts > (this.#upTo.get(key) ?? "")) this.#upTo.set(key, ts);
  }

  /** Of what a person sees in a channel: an edit, an ephemeral message and one's own line notify nobody. */
  unread(userId: string, channel: string, messages: readonly Message[]): Message[] {
    const upTo = this.#upTo.get(`${userId} ${channel}`) ?? "";
    return messages.filter((each) => each.ts > upTo && each.user !== userId && each.ephemeralFor === undefined);
  }
}
