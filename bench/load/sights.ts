// What people see of each request, and when they saw it first.
import { ids } from "../../src/sandbox/cast.js";
import type { Message } from "../../src/sandbox/slack/state/messages.js";
import type { SlackWorkspace } from "../../src/sandbox/slack/workspace.js";
import { actionIds } from "../../src/slack/messages/blocks/buttons.js";

export interface Sight {
  readonly message: Message;
  /** Of `performance.now()`. */
  readonly atMs: number;
}

const hasButton = (id: string) => (blocks: string) => blocks.includes(`"action_id":"${id}"`);

/** In the approval channel. */
const onCards = {
  undecided: hasButton(actionIds.approve),
  "in use": (blocks: string) => /In use since/.test(blocks),
  revoked: (blocks: string) => /Clerk confirmed it|The link was never opened/.test(blocks),
  denied: (blocks: string) => /denied this/.test(blocks),
} as const;

/** In what one person sees. */
const inDirectMessages = {
  link: hasButton(actionIds.open),
  "a refusal": hasButton(actionIds.edit),
} as const;

type What = keyof typeof onCards | keyof typeof inDirectMessages;

export class Sights {
  readonly #slack: SlackWorkspace;
  readonly #seen = new Map<string, Sight>();

  constructor(slack: SlackWorkspace) {
    this.#slack = slack;
    slack.on((event) => {
      if (event.kind === "message_posted" || event.kind === "message_edited") this.#look(event.message);
    });
  }

  /** `whose`: a request's id, or the ticket that its reason names. */
  of(whose: string, what: What): Sight | undefined {
    return this.#seen.get(`${whose} ${what}`);
  }

  /** Rejects where it is not seen in time. */
  until(whose: string, what: What, timeoutMs = 30_000): Promise<Sight> {
    return this.#slack.until(`${whose}: ${what}`, () => this.of(whose, what), timeoutMs);
  }

  #look(message: Message): void {
    const atMs = performance.now();
    const blocks = JSON.stringify(message.blocks);
    const keys = [
      /"request_id":"(req_[^"]+)"/.exec(JSON.stringify(message.metadata) ?? "")?.[1],
      /ticket \d+\./.exec(blocks)?.[0],
    ].filter((key) => key !== undefined);
    const looks = Object.entries(message.channel === ids.approvals ? onCards : inDirectMessages);
    for (const [what] of looks.filter(([, isIt]) => isIt(blocks))) {
      for (const key of keys)
        if (!this.#seen.has(`${key} ${what}`)) this.#seen.set(`${key} ${what}`, { message, atMs });
    }
  }
}

export function requestIn({ metadata }: Message): string {
  const id = /"request_id":"(req_[^"]+)"/.exec(JSON.stringify(metadata) ?? "")?.[1];
  if (id === undefined) throw new Error("a message does not say which request it belongs to");
  return id;
}
