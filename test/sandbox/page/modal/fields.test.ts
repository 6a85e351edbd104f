// What an open form holds, and what it sends.
import { describe, expect, test } from "vitest";
import { held, sent } from "../../../../src/sandbox/page/modal/fields.js";
import type { Held } from "../../../../src/sandbox/slack/block-kit/form-state.js";
import type { Option } from "../../../../src/sandbox/slack/block-kit/text.js";

const halfAnHour: Option = { text: { type: "plain_text", text: "30 minutes", emoji: true }, value: "30" };

describe("a form holds", () => {
  test.each<[string, Held, string | Option | null]>([
    ["typed text", { type: "plain_text_input", value: "ticket 4821" }, "ticket 4821"],
    ["no typed text", { type: "plain_text_input", value: null }, null],
    ["typed text that was emptied", { type: "plain_text_input", value: "" }, ""],
    ["an option of its own", { type: "static_select", selected_option: halfAnHour }, halfAnHour],
    ["no option of its own", { type: "static_select", selected_option: null }, null],
    ["an option that the app found", { type: "external_select", selected_option: halfAnHour }, halfAnHour],
    ["no option that the app found", { type: "external_select", selected_option: null }, null],
    ["a person, by id", { type: "users_select", selected_user: "UBOB" }, "UBOB"],
    ["nobody", { type: "users_select", selected_user: null }, null],
  ])("%s", (_what, value, read) => {
    expect(held({ values: { field: { action: value } } })).toEqual({ field: read });
  });

  test("each field by its block, whatever its action is called", () => {
    const filled = held({
      values: {
        subject: { who: { type: "users_select", selected_user: "UBOB" } },
        reason: { text: { type: "plain_text_input", value: "ticket 4821" } },
      },
    });
    expect(filled).toEqual({ subject: "UBOB", reason: "ticket 4821" });
  });

  test("nothing if it has no fields", () => {
    expect(held({ values: {} })).toEqual({});
  });

  test("nothing for a block without an element", () => {
    expect(held({ values: { reason: {} } })).toEqual({});
  });
});

describe("a form sends", () => {
  test.each<[string, string | Option | null, string | Option | null]>([
    ["typed text as it is", "ticket 4821", "ticket 4821"],
    ["spaces as they are", "  ", "  "],
    ["an emptied text as an empty field", "", null],
    ["an empty field as one", null, null],
    ["an option", halfAnHour, halfAnHour],
  ])("%s", (_what, filled, value) => {
    expect(sent({ field: filled })).toEqual({ field: value });
  });

  test("what it holds, if nothing was typed", () => {
    const reason: Held = { type: "plain_text_input", value: "ticket 4821" };
    expect(sent(held({ values: { reason: { text: reason } } }))).toEqual({ reason: "ticket 4821" });
  });

  test("a field with a name that every object has like any other", () => {
    const filled = Object.fromEntries([["__proto__", "ticket 4821"]]);
    expect(Object.entries(sent(filled))).toEqual([["__proto__", "ticket 4821"]]);
  });
});
