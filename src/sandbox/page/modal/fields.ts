// The field values of an open form: the sandbox's, overridden by what was typed and chosen since.
import { createContext, useContext } from "react";
import type { ActionInput } from "../../contract/actions.js";
import type { ShownModal } from "../../contract/workspace.js";
import type { Held } from "../../slack/block-kit/form-state.js";
import type { Option } from "../../slack/block-kit/text.js";

type Value = string | Option | null;
/** By block id: typed text, an option, a person's id, or null for an empty field. */
export type Values = Readonly<Record<string, Value>>;

export interface Fields {
  readonly filled: Values;
  readonly fill: (blockId: string, value: Value) => void;
  /** The error of a field, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

const FieldsContext = createContext<Fields | undefined>(undefined);
export const FieldsProvider = FieldsContext.Provider;

/** Whether the blocks are those of a form that is sent as a whole. */
export const useIsForm = (): boolean => useContext(FieldsContext) !== undefined;

export function useFields(): Fields {
  const fields = useContext(FieldsContext);
  if (fields === undefined) throw new Error("useFields outside of a form");
  return fields;
}

export function held({ values }: Pick<ShownModal, "values">): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([blockId, byAction]) =>
      Object.values(byAction).map((each) => [blockId, read(each)]),
    ),
  );
}

function read(value: Held): Value {
  if (value.type === "plain_text_input") return value.value;
  return value.type === "users_select" ? value.selected_user : value.selected_option;
}

/** The action's input: an empty text becomes null. */
export function sent(filled: Values): ActionInput<"submit">["values"] {
  return Object.fromEntries(Object.entries(filled).map(([blockId, value]) => [blockId, value === "" ? null : value]));
}
