// The options of a menu: static ones and people.
import type { ShownPerson } from "../../contract/workspace.js";
import type { Element } from "../../slack/block-kit/elements.js";
import type { Option } from "../../slack/block-kit/text.js";

export type StaticSelect = Extract<Element, { type: "static_select" }>;

export interface OptionGroup {
  readonly label?: string | undefined;
  readonly options: readonly Option[];
}

export function groupsOf({ options, option_groups: groups }: StaticSelect): OptionGroup[] {
  const ungrouped = options === undefined ? [] : [{ label: undefined, options }];
  return [...ungrouped, ...(groups ?? []).map((group) => ({ label: group.label.text, options: group.options }))];
}

export const personOption = ({ id, name, realName }: ShownPerson): Option => ({
  text: { type: "plain_text", text: `${realName} (@${name})`, emoji: false },
  value: id,
});

export const peopleFitting = (people: readonly ShownPerson[], query: string): Option[] =>
  people
    .filter(({ kind }) => kind !== "bot")
    .map(personOption)
    .filter(({ text }) => text.text.toLowerCase().includes(query.trim().toLowerCase()));
