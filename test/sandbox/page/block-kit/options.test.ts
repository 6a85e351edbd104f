// The options of a menu: its own, in groups or not, and the people of the workspace.
import { describe, expect, test } from "vitest";
import {
  groupsOf,
  peopleFitting,
  personOption,
  type StaticSelect,
} from "../../../../src/sandbox/page/block-kit/options.js";
import type { Option, PlainText } from "../../../../src/sandbox/slack/block-kit/text.js";
import { acme } from "../composer/acme.js";

const plain = (text: string): PlainText => ({ type: "plain_text", text, emoji: true });
const option = (text: string): Option => ({ text: plain(text), value: text });
const select = (options: Pick<StaticSelect, "options" | "option_groups">): StaticSelect => ({
  type: "static_select",
  action_id: "duration",
  ...options,
});

describe("the options of a menu", () => {
  test("without groups are one group without a label", () => {
    const options = [option("30 minutes"), option("1 hour")];
    expect(groupsOf(select({ options }))).toEqual([{ label: undefined, options }]);
  });

  test("in groups keep their groups' labels and their order", () => {
    const groups = groupsOf(
      select({
        option_groups: [
          { label: plain("Short"), options: [option("15 minutes"), option("30 minutes")] },
          { label: plain("Long"), options: [option("1 hour")] },
        ],
      }),
    );
    expect(groups.map(({ label, options }) => [label, options.map(({ value }) => value)])).toEqual([
      ["Short", ["15 minutes", "30 minutes"]],
      ["Long", ["1 hour"]],
    ]);
  });

  test("are empty if it has none", () => {
    expect(groupsOf(select({}))).toEqual([]);
  });
});

test("a person is offered by both names, and chosen by id", () => {
  expect(personOption({ id: "UBOB", name: "bob.brown", realName: "Bob Brown", kind: "guest" })).toEqual({
    text: { type: "plain_text", text: "Bob Brown (@bob.brown)", emoji: false },
    value: "UBOB",
  });
});

describe("people match", () => {
  test.each([
    ["everybody but bots, to no text", "", ["UALICE", "UBOB", "UCAROL", "UEVE"]],
    ["everybody but bots, to spaces", "  ", ["UALICE", "UBOB", "UCAROL", "UEVE"]],
    ["by a first name", "Carol", ["UCAROL"]],
    ["by a family name", "adams", ["UALICE"]],
    ["by what follows the @", "bob.b", ["UBOB"]],
    ["with the @", "@eve", ["UEVE"]],
    ["in any case", "cAROL cHEN", ["UCAROL"]],
    ["with spaces around", "  carol ", ["UCAROL"]],
    ["by a part of either name", "ca", ["UCAROL", "UEVE"]],
    ["not a bot, by its name", "understudy", []],
    ["nobody, to the name of nobody", "nosuch", []],
    ["nobody, to what every object has", "__proto__", []],
    ["nobody, to what would be a pattern", ".*", []],
  ])("%s: %j", (_how, query, ids) => {
    expect(peopleFitting(acme.people, query).map(({ value }) => value)).toEqual(ids);
  });
});
