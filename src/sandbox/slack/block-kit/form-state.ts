// The values of a form's elements: initial, chosen since, and as the `state.values` that Slack sends.
import { z } from "zod";
import { type Block, elementsOf } from "./blocks.js";
import { type Element, offered } from "./elements.js";
import { type Option, option } from "./text.js";

export const held = z.discriminatedUnion("type", [
  z.object({ type: z.literal("plain_text_input"), value: z.string().nullable() }),
  z.object({ type: z.enum(["static_select", "external_select"]), selected_option: option.nullable() }),
  z.object({ type: z.literal("users_select"), selected_user: z.string().nullable() }),
]);
export type Held = z.infer<typeof held>;

type FormState = Record<string, Record<string, Held>>;

export class Filled {
  readonly #held = new Map<string, Held>();

  put(blockId: string, actionId: string, held: Held): void {
    this.#held.set(JSON.stringify([blockId, actionId]), held);
  }

  get(blockId: string, element: Element): Held | undefined {
    const held = this.#held.get(JSON.stringify([blockId, element.action_id]));
    return held?.type === element.type ? held : initially(element);
  }

  /**
   * For a view that the app replaced: a field that stays, by its block_id and action_id, keeps what it holds, and its new
   * initial value is ignored (slackapi/bolt-js#290). What any other field held is gone.
   */
  carriedOver(before: readonly Block[], after: readonly Block[]): Filled {
    const carried = new Filled();
    for (const block of after) {
      const same = before.find((each) => each.block_id === block.block_id);
      const were = same === undefined ? [] : elementsOf(same);
      for (const element of elementsOf(block)) {
        const was = were.find(({ action_id, type }) => action_id === element.action_id && type === element.type);
        const held = was && this.get(block.block_id, was);
        if (held !== undefined) carried.put(block.block_id, element.action_id, held);
      }
    }
    return carried;
  }

  /** The `values` of a payload's state, without those of removed fields. */
  values(blocks: readonly Block[]): FormState {
    const values: FormState = {};
    for (const block of blocks) {
      for (const element of elementsOf(block)) {
        const held = this.get(block.block_id, element);
        if (held !== undefined) values[block.block_id] = { ...values[block.block_id], [element.action_id]: held };
      }
    }
    return values;
  }
}

function initially(element: Element): Held | undefined {
  switch (element.type) {
    case "plain_text_input":
      return { type: element.type, value: element.initial_value ?? null };
    case "static_select":
    case "external_select":
      return { type: element.type, selected_option: element.initial_option ?? null };
    case "users_select":
      return { type: element.type, selected_user: element.initial_user ?? null };
    default:
      return undefined;
  }
}

/** The option of a static select with this text or value. */
export function offeredAs(element: Element, wanted: string): Option | undefined {
  if (element.type !== "static_select" && element.type !== "overflow") return undefined;
  return offered(element).find((each) => each.text.text === wanted || each.value === wanted);
}

export const isEmpty = (held: Held): boolean =>
  ("value" in held && (held.value ?? "") === "") ||
  ("selected_option" in held && held.selected_option === null) ||
  ("selected_user" in held && held.selected_user === null);
