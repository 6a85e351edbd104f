// Names that look like settings and are none.
import { expect, test } from "vitest";
import { misspelledIn } from "../../src/settings/config.js";

test.each([
  ["PROTECTED_SUBJECT", "PROTECTED_SUBJECTS"],
  ["APPROVER", "APPROVERS"],
  ["APPROVERSS", "APPROVERS"],
  ["REQUESTORS", "REQUESTERS"],
  ["REQEUSTERS", "REQUESTERS"],
  ["SLACK_BOT-TOKEN", "SLACK_BOT_TOKEN"],
  ["CLERK_SECRET_KEY_FIL", "CLERK_SECRET_KEY_FILE"],
])("%s is said to be %s, misspelled", (name, meant) => {
  expect(misspelledIn({ [name]: "something", PATH: "/bin" })).toEqual([
    `${name} is not a setting, and has no effect. Is ${meant} meant?`,
  ]);
});

test.each([
  ["a setting", { APPROVERS: "U0CAROL" }],
  ["a setting that is a file", { CLERK_SECRET_KEY_FILE: "/run/secrets/clerk" }],
  ["a name that resembles nothing", { PATH: "/bin", HOME: "/root", SHELL: "/bin/sh", NODE_ENV: "production" }],
  ["a name that resembles a short one", { SPORT: "1", POST: "1" }],
  ["a name beside the setting that it resembles", { APPROVER: "U0CAROL", APPROVERS: "U0CAROL" }],
  ["an empty value", { APPROVER: " " }],
])("%s is left alone", (_what, env) => {
  expect(misspelledIn(env)).toEqual([]);
});
