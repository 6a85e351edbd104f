// A valid input for each action; the compiler demands one for every new action.
import { ids } from "../../../src/sandbox/cast.js";
import { type ActionInput, type ActionName, actions, isAction } from "../../../src/sandbox/contract/actions.js";

const element = {
  as: ids.alice,
  place: { channel: ids.general, ts: "1.000001" },
  blockId: "block",
  actionId: "action",
};

export const validInputs: { readonly [Name in ActionName]: ActionInput<Name> } = {
  type: { as: ids.alice, channel: ids.general, line: "hello" },
  reply: { as: ids.alice, channel: ids.general, ts: "1.000001", text: "hello" },
  open_home: { as: ids.alice, tab: "home" },
  shortcut: { as: ids.alice, callbackId: "request_access" },
  press: element,
  choose: { ...element, value: "value" },
  search: { ...element, query: "bob" },
  submit: { as: ids.alice, viewId: "V1", values: { reason: "because" } },
  close: { as: ids.alice, viewId: "V1", all: false },
  read: { as: ids.alice, channel: ids.general, ts: "1.000001" },
  faults: { clerk: "plan", slack: "acks_lost" },
  sockets: { what: "drop" },
  bot: { what: "kill" },
  advance: { ms: 1_000 },
  checklist: { shown: false },
  reset: {},
};

export const actionNames = Object.keys(actions).filter(isAction);
