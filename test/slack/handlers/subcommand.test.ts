// What is read as a command of its own, and which one a word is near to.
import { expect, test } from "vitest";
import { nearestCommand, parseSubcommand, type Subcommand } from "../../../src/slack/handlers/subcommand.js";

test.each(["help", " HELP ", "help me", "--help", "-h", "?"])("%j asks for help", (text) => {
  expect(parseSubcommand(text)).toEqual({ do: "help" });
});

test.each<[string, Subcommand | undefined]>([
  ["Status", { do: "status" }],
  ["list.", { do: "list" }],
  ["list prices are wrong", { do: "explain", word: "list" }],
  ["cancel", { do: "cancel", number: undefined }],
  ["cancel IMP-204", { do: "cancel", number: 204 }],
  ["cancel  imp 204.", { do: "cancel", number: 204 }],
  ["cancel my subscription", { do: "explain", word: "cancel" }],
  ["revoke #7", { do: "revoke", number: 7 }],
  ["revoke all", { do: "revoke all" }],
  ["revoke ALL", { do: "revoke all" }],
  ["revoke IMP-1 IMP-2", { do: "explain", word: "revoke" }],
  ["cancel all", { do: "explain", word: "cancel" }],
  ["", undefined],
  ["@list prices are wrong", undefined],
  ["<@U1|status> ticket", undefined],
  ["statuses are wrong", undefined],
  ["204", undefined],
])("%j is read as %j", (text, read) => {
  expect(parseSubcommand(text)).toEqual(read);
});

test.each([
  ["stauts", "status"],
  ["lits", "list"],
  ["canel", "cancel"],
  ["cancle imp-204", "cancel IMP-204"],
  ["revok all", "revoke all"],
  ["hlep", "help"],
  ["stauts page is broken", undefined],
  ["status", undefined],
  ["bob", undefined],
  ["is", undefined],
  ["chris", undefined],
  ["bob@customer.example", undefined],
])("%j is near to %j", (text, near) => {
  expect(nearestCommand(text)).toBe(near);
});
