// What the actions of people work on, and how the element that a person means is found.
import { InvalidAction } from "../../invalid-action.js";
import { type Block, elementsOf } from "../block-kit/blocks.js";
import type { Element } from "../block-kit/elements.js";
import type { Filled } from "../block-kit/form-state.js";
import type { Dispatcher } from "../delivery/dispatcher.js";
import type { PersonRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";

export interface ActionContext {
  state: SlackState;
  dispatcher: Dispatcher;
  origin: string;
  /** Choices in a message's selects, by person and message. */
  chosen: Map<string, Filled>;
}

/** An element by its visible label, or by its ids. */
export type Target = string | { actionId: string; blockId?: string };

interface Found<E extends Element = Element> {
  block: Block;
  element: E;
}

/** Throws for a deactivated person, who cannot use Slack. */
export function present(userId: string, { directory }: SlackState): PersonRecord {
  const person = directory.person(userId);
  if (person.deleted) throw new InvalidAction(`${person.name} is deactivated and cannot use Slack`);
  return person;
}

/** Also throws if the person is not in the conversation. */
export function presentIn(channelId: string, userId: string, state: SlackState) {
  const person = present(userId, state);
  const channel = state.directory.channel(channelId);
  if (!channel.members.includes(userId)) throw new InvalidAction(`${person.name} is not in ${channel.name}`);
  return { person, channel };
}

/** The one matching element; throws, listing the elements, if none or several match. */
export function find(blocks: readonly Block[], target: Target): Found {
  const all = blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element })));
  const hits = all.filter((each) => matches(each, target));
  const [hit] = hits;
  if (hit !== undefined && hits.length === 1) return hit;
  const wanted = typeof target === "string" ? `"${target}"` : JSON.stringify(target);
  const there = all.map((each) => `"${labelOf(each)}"`).join(", ");
  throw new InvalidAction(
    `${hits.length === 0 ? "nothing" : `${hits.length} elements`} here called ${wanted}; there is ${there || "nothing to press or fill in"}`,
  );
}

function matches({ block, element }: Found, target: Target): boolean {
  if (typeof target === "string")
    return [labelOf({ block, element }), element.action_id, block.block_id].includes(target);
  return element.action_id === target.actionId && (target.blockId ?? block.block_id) === block.block_id;
}

function labelOf({ block, element }: Found): string {
  if (element.type === "button") return element.text.text;
  if (block.type === "input") return block.label.text;
  return ("placeholder" in element ? element.placeholder?.text : undefined) ?? element.action_id;
}
