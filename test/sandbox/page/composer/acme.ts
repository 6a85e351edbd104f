// The workspace that the composer's tests write in.
import type { Workspace } from "../../../../src/sandbox/contract/workspace.js";

export const acme: Workspace = {
  run: 1,
  team: "Acme",
  me: "UALICE",
  aheadMs: 0,
  people: [
    { id: "UALICE", name: "alice", realName: "Alice Adams", kind: "member" },
    { id: "UBOB", name: "bob.brown", realName: "Bob Brown", kind: "guest" },
    { id: "UCAROL", name: "carol", realName: "Carol Chen", kind: "member" },
    { id: "UEVE", name: "eve", realName: "Eve Castle", kind: "stranger" },
    { id: "UBOT", name: "understudy", realName: "Understudy", kind: "bot" },
  ],
  userGroups: [{ id: "SMANAGERS", handle: "managers", name: "Case managers" }],
  commands: [
    { name: "/impersonate", description: "Sign in as somebody", usageHint: "@user reason" },
    { name: "/invite", description: "Bring somebody in", usageHint: "@user" },
  ],
  shortcuts: [{ callbackId: "request_access", name: "Request access", description: "Ask" }],
  permalinks: "http://127.0.0.1:1/archives/",
  app: { name: "Understudy", homeTab: true },
  conversations: [],
  modals: [],
};
