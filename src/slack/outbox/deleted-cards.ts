// Finds cards that somebody deleted in Slack although they are needed: a few calls for all of them, whatever their number.
import type { Message, Place } from "../../impersonation/model/message.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import type { Log } from "../../runtime/log.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { readHistory } from "./history.js";

interface SearchContext {
  readonly api: SlackApi;
  readonly store: Pick<MessageStore, "neededCards" | "invalidate">;
  readonly clock: Clock;
  readonly log: Log;
}

type Card = Place & Pick<Message, "requestId">;

/** Slack takes some fifty such calls a minute; what is left over is looked for by the next search. */
const maxCalls = 20;

/**
 * A search resolves with how many cards are gone. Those are due for an edit then, which Slack answers with certainty, and
 * which posts the card again.
 */
export function createDeletedCardSearch({ api, store, clock, log }: SearchContext): () => Promise<number> {
  /** By channel: the newest card that the last search did not get to. */
  const left = new Map<string, string>();
  return async () => {
    const needed = await store.neededCards();
    let gone = 0;
    // One, unless the setting was changed while requests were open.
    for (const channel of new Set(needed.map((card) => card.channel))) {
      const cards = needed.filter((card) => card.channel === channel);
      const search = new ChannelSearch(api, channel);
      try {
        left.set(channel, (await search.lookFor(cards, left.get(channel))) ?? "");
      } catch (error) {
        // Logged where it was called; the next search tries again.
        if (!(error instanceof SlackError)) throw error;
      }
      for (const { requestId } of search.gone) {
        log.warn("card deleted in Slack: it is posted again", { request: requestId });
        await store.invalidate(requestId, ["card"], clock.now());
      }
      gone += search.gone.length;
    }
    return gone;
  };
}

class ChannelSearch {
  readonly gone: Card[] = [];
  #calls = 0;

  constructor(
    private readonly api: SlackApi,
    private readonly channel: string,
  ) {}

  /** Begins with the card at `from`, and goes on with those that are newer than it. Resolves with where it had to stop. */
  async lookFor(cards: readonly Card[], from = ""): Promise<string | undefined> {
    const newestFirst = cards.toSorted((one, other) => (one.ts < other.ts ? 1 : -1));
    const older = newestFirst.filter(({ ts }) => ts <= from);
    const newer = newestFirst.filter(({ ts }) => ts > from);
    return (await this.#backwards(older)) ?? (await this.#backwards(newer));
  }

  /** Each page shows what stands from one card on, back to the page's end; what lies between two cards is left out. */
  async #backwards(newestFirst: readonly Card[]): Promise<string | undefined> {
    const oldest = newestFirst.at(-1);
    let next = newestFirst[0];
    while (next !== undefined && oldest !== undefined) {
      if (this.#calls === maxCalls) return next.ts;
      this.#calls += 1;
      const range = { latest: next.ts, oldest: oldest.ts, inclusive: true };
      const { messages, cursor } = await readHistory(this.api, this.channel, range);
      const end = cursor === "" ? oldest.ts : messages.at(-1)?.ts;
      // A page without a message that is not the last says nothing.
      if (end === undefined) return next.ts;
      const there = new Set(messages.filter(({ subtype }) => subtype !== "tombstone").map(({ ts }) => ts));
      const seen = newestFirst.filter(({ ts }) => ts <= range.latest && ts >= end);
      this.gone.push(...seen.filter(({ ts }) => !there.has(ts)));
      next = newestFirst.find(({ ts }) => ts < end);
    }
    return undefined;
  }
}
