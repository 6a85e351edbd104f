// One person's window on the workspace and the backstage panel: what they see and do.
import { z } from "zod";
import type { ActionOutput } from "../../../src/sandbox/contract/actions.js";
import { backstage } from "../../../src/sandbox/contract/backstage.js";
import {
  type ShownConversation,
  type ShownMessage,
  type ShownModal,
  workspace,
} from "../../../src/sandbox/contract/workspace.js";
import { EventStream } from "./event-stream.js";
import type { PageClient } from "./page-client.js";

const pressable = z.object({ action_id: z.string(), text: z.object({ text: z.string() }), url: z.string().optional() });
const holder = z.looseObject({ elements: z.array(z.unknown()).default([]), accessory: z.unknown().optional() });

export class OpenWindow {
  readonly #page: PageClient;
  readonly #as: string;
  readonly #stream: EventStream;
  readonly #workspace = reader(workspace);
  readonly #backstage = reader(backstage);

  private constructor(page: PageClient, as: string, stream: EventStream) {
    this.#page = page;
    this.#as = as;
    this.#stream = stream;
  }

  /** Resolves once both parts have arrived. */
  static async open(page: PageClient, as: string): Promise<OpenWindow> {
    const stream = await EventStream.open(`${page.url}/api/stream?as=${as}`);
    await stream.until("both parts are there", () => stream.latest("workspace") && stream.latest("backstage"));
    return new OpenWindow(page, as, stream);
  }

  get stream(): EventStream {
    return this.#stream;
  }

  get workspace() {
    return this.#workspace(this.#stream.latest("workspace"));
  }

  get backstage() {
    return this.#backstage(this.#stream.latest("backstage"));
  }

  /** Both parts as JSON text: everything that reached this window. */
  get everything(): string {
    return `${this.#stream.latest("workspace")}\n${this.#stream.latest("backstage")}`;
  }

  /** Throws if this person is not in the conversation. */
  conversation(id: string): ShownConversation {
    const found = this.workspace.conversations.find((each) => each.id === id);
    if (found === undefined) throw new Error(`${this.#as} sees no conversation ${id}`);
    return found;
  }

  get withBot(): ShownConversation {
    return this.conversation(this.#page.slack.dmBetween(this.#as, this.#page.slack.bot.userId));
  }

  /** The current version of the message; undefined if deleted. */
  now(channel: string, { ts }: Pick<ShownMessage, "ts">): ShownMessage | undefined {
    return this.conversation(channel).messages.find((each) => each.ts === ts);
  }

  /** Waits until this message matches `pattern`. */
  becomes(channel: string, message: Pick<ShownMessage, "ts">, pattern: RegExp, timeoutMs?: number) {
    const look = () => {
      const now = this.now(channel, message);
      return now !== undefined && pattern.test(now.text) && now;
    };
    return this.until(`the message becoming like ${pattern}`, look, timeoutMs);
  }

  until<T>(description: string, look: () => T | undefined | null | false, timeoutMs?: number): Promise<T> {
    return this.#stream.until(`${this.#as} sees ${description}`, look, timeoutMs);
  }

  /** Waits for a message that matches `pattern`; the newest if there are several. */
  message(channel: string, pattern: RegExp, timeoutMs?: number): Promise<ShownMessage> {
    const look = () => this.conversation(channel).messages.findLast(({ text }) => pattern.test(text));
    return this.until(`a message like ${pattern}`, look, timeoutMs);
  }

  /** Waits for a message in the conversation with the bot. */
  fromBot(pattern: RegExp, timeoutMs?: number): Promise<ShownMessage> {
    return this.message(this.withBot.id, pattern, timeoutMs);
  }

  modal(title: string): Promise<ShownModal> {
    return this.until(`the form "${title}"`, () => this.workspace.modals.find((each) => each.title === title));
  }

  types(channel: string, line: string): Promise<ActionOutput<"type">> {
    return this.#page.ask("type", { as: this.#as, channel, line });
  }

  press(channel: string, message: ShownMessage, label: string): Promise<ActionOutput<"press">> {
    return this.#page.ask("press", this.pressOn(channel, message, label));
  }

  /** The action's input for a press of this button. */
  pressOn(channel: string, message: ShownMessage, label: string) {
    const { blockId, actionId } = buttonIn(message, label);
    return { as: this.#as, place: { channel, ts: message.ts }, blockId, actionId };
  }

  close(): void {
    this.#stream.close();
  }
}

/** Reads what a stream sent; once where it is asked for again. */
function reader<T>(shape: z.ZodType<T>): (sent: string | undefined) => T {
  let last: { readonly sent: string | undefined; readonly says: T } | undefined;
  return (sent) => {
    if (last === undefined || last.sent !== sent) last = { sent, says: shape.parse(JSON.parse(sent ?? "null")) };
    return last.says;
  };
}

/** The button with this label; throws if there is none. */
export function buttonIn(message: ShownMessage, label: string) {
  for (const block of message.blocks) {
    const { elements, accessory } = holder.parse(block);
    for (const element of [...elements, accessory]) {
      const { data } = pressable.safeParse(element);
      if (data?.text.text === label) return { blockId: block.block_id, actionId: data.action_id, url: data.url };
    }
  }
  throw new Error(`there is no button "${label}" in: ${message.text}`);
}

export const hasButton = ({ blocks }: ShownMessage, label: string): boolean =>
  JSON.stringify(blocks).includes(`"text":"${label}"`);
