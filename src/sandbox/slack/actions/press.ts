// Pressing a button and choosing from a menu, in a message or a view.
import { InvalidAction } from "../../invalid-action.js";
import type { Block } from "../block-kit/blocks.js";
import type { Button, Element } from "../block-kit/elements.js";
import { Filled, type Held, offeredAs } from "../block-kit/form-state.js";
import { messageActionPayload, viewActionPayload } from "../delivery/payloads.js";
import type { Message } from "../state/messages.js";
import type { PersonRecord } from "../state/seed.js";
import type { View } from "../state/view-shapes.js";
import { type ActionContext, find, present, type Target } from "./action-context.js";
import { notice } from "./command.js";

export interface ClickOutcome {
  /** `dismissed`: the person declined the confirmation dialog, and nothing was sent. */
  kind: "acknowledged" | "warning_triangle" | "dismissed";
  ackMs: number;
  /** The button's URL, opened in addition to the payload that is sent. */
  opens?: string;
}

/** The target of a press: a message as this person sees it (or an old copy of one), or an open view. */
export type Place = { message: Message } | { view: View };

const blocksOf = (place: Place) => ("view" in place ? place.view.surface.blocks : place.message.blocks);

export async function press(
  userId: string,
  place: Place,
  target: Target,
  { confirms }: { confirms: boolean },
  context: ActionContext,
): Promise<ClickOutcome> {
  const person = present(userId, context.state);
  const { block, element } = find(blocksOf(place), target);
  if (element.type !== "button")
    throw new InvalidAction(`${JSON.stringify(target)} is a ${element.type}, not a button`);
  if (element.confirm !== undefined && !confirms) return { kind: "dismissed", ackMs: 0 };
  const outcome = await send(buttonAction(block, element), person, place, context);
  return element.url === undefined ? outcome : { ...outcome, opens: element.url };
}

function buttonAction(block: Block, { type, action_id, text, value, url, style, confirm }: Button) {
  const given = { value, url, style, confirm };
  const present = Object.entries(given).filter(([, each]) => each !== undefined);
  return { type, action_id, block_id: block.block_id, text, ...Object.fromEntries(present) };
}

/** Chooses by an option's text or value, or a person by user id. */
export async function choose(
  userId: string,
  place: Place,
  target: Target,
  wanted: string,
  context: ActionContext,
): Promise<ClickOutcome> {
  const person = present(userId, context.state);
  const { block, element } = find(blocksOf(place), target);
  const held = chosen(element, wanted);
  // Throws for an id that is not in the workspace.
  if (held.type === "users_select") context.state.directory.person(wanted);
  const filled = filledOf(userId, place, context);
  if (held.type !== "overflow") filled.put(block.block_id, element.action_id, held);
  // A form's field sends a payload only with dispatch_action.
  if (block.type === "input" && !block.dispatch_action) return { kind: "acknowledged", ackMs: 0 };
  return send({ ...held, action_id: element.action_id, block_id: block.block_id }, person, place, context);
}

type Chosen = Exclude<Held, { type: "plain_text_input" }> | { type: "overflow"; selected_option: unknown };

function chosen(element: Element, wanted: string): Chosen {
  switch (element.type) {
    case "users_select":
      return { type: element.type, selected_user: wanted };
    case "static_select":
    case "overflow": {
      const option = offeredAs(element, wanted);
      if (option === undefined) throw new InvalidAction(`${element.action_id} has no option "${wanted}"`);
      return { type: element.type, selected_option: option };
    }
    default:
      throw new InvalidAction(`nothing can be chosen in a ${element.type}`);
  }
}

/** The person's choices in this place so far. */
function filledOf(userId: string, place: Place, { chosen }: ActionContext): Filled {
  if ("view" in place) return place.view.filled;
  const key = `${userId} ${place.message.channel} ${place.message.ts}`;
  const filled = chosen.get(key) ?? new Filled();
  chosen.set(key, filled);
  return filled;
}

/** Sends any action as a press in this place, even if there is no such button. */
export async function send(
  action: Record<string, unknown>,
  person: PersonRecord,
  place: Place,
  context: ActionContext,
  forged: Record<string, unknown> = {},
): Promise<ClickOutcome> {
  const payload =
    "view" in place
      ? viewActionPayload(action, person, place.view, context.state)
      : messageActionPayload(
          action,
          person,
          place.message,
          filledOf(person.id, place, context),
          context.origin,
          context.state,
        );
  const envelope = { type: "interactive", payload: { ...payload, ...forged }, acceptsResponse: false } as const;
  const { kind, ackMs } = await context.dispatcher.send(envelope);
  if (kind === "acknowledged") return { kind, ackMs };
  notice(context, person, "This app did not respond to the button: ⚠");
  return { kind: "warning_triangle", ackMs };
}
