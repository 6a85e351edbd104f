// Searching in an external select: the app answers the query with options.
import { z } from "zod";
import { InvalidAction } from "../../invalid-action.js";
import { minLetters } from "../block-kit/elements.js";
import { type Option, option, optionGroup } from "../block-kit/text.js";
import { suggestionPayload } from "../delivery/payloads.js";
import { type ActionContext, find, present, type Target } from "./action-context.js";
import type { Place } from "./press.js";

const answer = z.union([
  z.object({ options: z.array(option).max(100) }),
  z.object({ option_groups: z.array(optionGroup).max(100) }),
]);

/** The options; empty if the app is late or answers wrongly, or the query is too short to be sent. */
export async function search(
  userId: string,
  place: Place,
  target: Target,
  query: string,
  context: ActionContext,
): Promise<Option[]> {
  const { state, dispatcher } = context;
  const person = present(userId, state);
  const where = "view" in place ? place.view : place.message;
  const { block, element } = find("view" in place ? place.view.surface.blocks : place.message.blocks, target);
  if (element.type !== "external_select")
    throw new InvalidAction(`${JSON.stringify(target)} is no menu that can be searched`);
  if (query.length < minLetters(element)) return [];
  const names = { blockId: block.block_id, actionId: element.action_id };
  const payload = suggestionPayload(query, names, person, where, state);
  const delivered = await dispatcher.send({ type: "interactive", payload, acceptsResponse: true });
  const parsed = answer.safeParse(delivered.kind === "acknowledged" ? delivered.body : undefined);
  if (!parsed.success) return [];
  return "options" in parsed.data ? parsed.data.options : parsed.data.option_groups.flatMap((each) => each.options);
}
