// Filling in, submitting and closing a modal.
import { z } from "zod";
import { InvalidAction } from "../../invalid-action.js";
import type { Fillable } from "../block-kit/elements.js";
import { type Held, isEmpty, offeredAs } from "../block-kit/form-state.js";
import type { Option } from "../block-kit/text.js";
import { closedPayload, submissionPayload } from "../delivery/payloads.js";
import { Refusal } from "../http/refusal.js";
import { readSurface } from "../http/surface-content.js";
import type { View } from "../state/view-shapes.js";
import { type ActionContext, find, present } from "./action-context.js";
import { notice } from "./command.js";
import { search } from "./suggestions.js";

/** By label, block_id or action_id: typed text, an option's text or value, a user id, or null to empty the field. */
export type FormValues = Record<string, string | Option | null>;

export type SubmitOutcome =
  | { kind: "acknowledged"; form: "closed" | "cleared" | "updated" | "pushed"; ackMs: number }
  /** The app's error for each field, by block id. The form stays open. */
  | { kind: "errors"; errors: Record<string, string>; ackMs: number }
  /** Not sent by the client: required fields are empty, or texts too short or long; by block id. */
  | { kind: "incomplete"; errors: Record<string, string> }
  /** "We had some trouble connecting. Try again?" The form stays open. */
  | { kind: "trouble_connecting"; ackMs: number };

export async function submit(
  userId: string,
  view: View,
  values: FormValues,
  context: ActionContext,
): Promise<SubmitOutcome> {
  const person = present(userId, context.state);
  if (view.surface.type !== "modal" || view.surface.submit === undefined)
    throw new InvalidAction("there is nothing to submit");
  // All values are checked before any is filled in, so that an invalid action changes nothing.
  const fillings = await Promise.all(
    Object.entries(values).map(([name, value]) => filling(userId, view, name, value, context)),
  );
  for (const { block, element, held } of fillings) view.filled.put(block.block_id, element.action_id, held);
  const missing = incomplete(view);
  if (Object.keys(missing).length > 0) return { kind: "incomplete", errors: missing };
  const payload = submissionPayload(person, view, context.state);
  const delivered = await context.dispatcher.send({ type: "interactive", payload, acceptsResponse: true });
  const outcome = delivered.kind === "acknowledged" ? follow(view, delivered.body, context) : undefined;
  if (outcome !== undefined) return { ...outcome, ackMs: delivered.ackMs };
  notice(context, person, "We had some trouble connecting. Try again?");
  return { kind: "trouble_connecting", ackMs: delivered.ackMs };
}

async function filling(
  userId: string,
  view: View,
  name: string,
  value: string | Option | null,
  context: ActionContext,
) {
  const { block, element } = find(view.surface.blocks, name);
  if (element.type === "button" || element.type === "overflow") throw new InvalidAction(`${name} cannot be filled in`);
  return { block, element, held: await heldIn(element, value) };

  async function heldIn(field: Fillable, wanted: string | Option | null): Promise<Held> {
    if (field.type === "plain_text_input") return { type: field.type, value: asText(wanted) };
    if (field.type === "users_select") {
      const chosen = asText(wanted);
      return { type: field.type, selected_user: chosen === null ? null : context.state.directory.person(chosen).id };
    }
    if (wanted === null) return { type: field.type, selected_option: null };
    // Search results are not kept, so such an option is accepted as given.
    if (typeof wanted !== "string" && field.type === "external_select") {
      return { type: field.type, selected_option: wanted };
    }
    const value = typeof wanted === "string" ? wanted : wanted.value;
    const option =
      field.type === "static_select"
        ? offeredAs(field, value)
        : (await search(userId, { view }, name, value, context)).options.find((each) => isNamed(each, value));
    if (option === undefined) throw new InvalidAction(`"${name}" does not offer "${value}"`);
    return { type: field.type, selected_option: option };
  }
}

const isNamed = ({ text, value }: Option, wanted: string) => text.text === wanted || value === wanted;
const asText = (value: string | Option | null) => (value === null || typeof value === "string" ? value : value.value);

function incomplete({ surface, filled }: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of surface.blocks) {
    if (block.type !== "input") continue;
    const now = filled.get(block.block_id, block.element);
    if (now === undefined || isEmpty(now)) {
      if (!block.optional) errors[block.block_id] = "Please complete this required field.";
    } else if (block.element.type === "plain_text_input" && now.type === "plain_text_input") {
      const { min_length: least = 0, max_length: most = 3000 } = block.element;
      const length = now.value?.length ?? 0;
      if (length < least || length > most) errors[block.block_id] = `must have ${least} to ${most} characters`;
    }
  }
  return errors;
}

const response = z.discriminatedUnion("response_action", [
  z.object({ response_action: z.literal("clear") }),
  z.object({ response_action: z.literal("errors"), errors: z.record(z.string(), z.string().min(1)) }),
  z.object({ response_action: z.enum(["update", "push"]), view: z.unknown() }),
]);

type Followed =
  | { kind: "acknowledged"; form: "closed" | "cleared" | "updated" | "pushed" }
  | { kind: "errors"; errors: Record<string, string> };

/** Applies the acknowledgement; undefined if Slack would not accept it. */
function follow(view: View, body: unknown, { state }: ActionContext): Followed | undefined {
  if (body === undefined) {
    state.views.close(view.id, { all: false });
    return { kind: "acknowledged", form: "closed" };
  }
  const parsed = response.safeParse(body);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  try {
    switch (data.response_action) {
      case "clear":
        state.views.close(view.id, { all: true });
        return { kind: "acknowledged", form: "cleared" };
      case "errors": {
        const inputs = view.surface.blocks.flatMap((each) => (each.type === "input" ? [each.block_id] : []));
        const named = Object.keys(data.errors);
        if (named.length === 0 || !named.every((id) => inputs.includes(id))) return undefined;
        state.views.showErrors(view, data.errors);
        return { kind: "errors", errors: data.errors };
      }
      case "update":
        state.views.update(view, readSurface(data.view, "modal"));
        return { kind: "acknowledged", form: "updated" };
      case "push":
        state.views.push(view.id, readSurface(data.view, "modal"));
        return { kind: "acknowledged", form: "pushed" };
    }
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Cancel closes this view; the X (`all`) closes the whole stack and reports its root. */
export async function close(
  userId: string,
  view: View,
  { all }: { all: boolean },
  context: ActionContext,
): Promise<void> {
  const { state, dispatcher } = context;
  const person = present(userId, state);
  if (view.surface.type !== "modal") throw new InvalidAction("a home tab cannot be closed");
  const cleared = all || view.surface.clear_on_close;
  const closed = cleared ? (state.views.find(view.rootId) ?? view) : view;
  const payload = closedPayload(person, closed, cleared, state);
  state.views.close(view.id, { all: cleared });
  if (closed.surface.type !== "modal" || !closed.surface.notify_on_close) return;
  await dispatcher.send({ type: "interactive", payload, acceptsResponse: false });
}
