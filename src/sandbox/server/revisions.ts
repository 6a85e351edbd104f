// Earlier versions of messages, so that a press made just before a message changed still reaches the bot.

import type { SeenMessage } from "../slack/person.js";
import type { Message } from "../slack/state/messages.js";
import type { SlackWorkspace } from "../slack/workspace.js";

const maxKept = 5;

export class Revisions {
  readonly #earlier = new Map<string, Message[]>();

  constructor(slack: SlackWorkspace) {
    slack.on((event) => {
      if (event.kind === "message_edited") this.#keep(event.before);
      if (event.kind === "message_deleted") this.#keep(event.message);
    });
  }

  /** The latest earlier version of the message that has a block with this id. */
  withBlock(channel: string, ts: string, blockId: string): SeenMessage | undefined {
    return this.#earlier
      .get(`${channel} ${ts}`)
      ?.findLast(({ blocks }) => blocks.some((each) => each.block_id === blockId));
  }

  #keep(message: Message): void {
    const key = `${message.channel} ${message.ts}`;
    this.#earlier.set(key, [...(this.#earlier.get(key) ?? []), message].slice(-maxKept));
  }
}
