// What ends the process, and what is tried again.
import { webApi } from "@slack/bolt";
import { expect, test } from "vitest";
import { ConnectionFailed, ConnectionRefused, failureOf } from "../../../src/slack/transport/connection-failure.js";

const saidBySlack = (error: string) => new webApi.WebAPIPlatformError({ ok: false, error });

test.each([
  "account_inactive",
  "invalid_auth",
  "missing_scope",
  "not_allowed_token_type",
  "not_authed",
  "socket_mode_not_enabled",
  "team_disabled",
  "token_expired",
  "token_revoked",
])("%s will not change by asking again", (code) => {
  const failure = failureOf(saidBySlack(code), "slack.com");
  expect(failure).toBeInstanceOf(ConnectionRefused);
  expect(failure.message).toBe(code);
});

test.each<[string, Error, Partial<ConnectionFailed>]>([
  ["an error of Slack's own", saidBySlack("internal_error"), { message: "internal_error" }],
  ["a workspace that is being moved", saidBySlack("team_added_to_org"), { message: "team_added_to_org" }],
  ["a code that nobody knows", saidBySlack("new_code"), { message: "new_code" }],
  ["a body that is not from Slack", saidBySlack("<html>sk_live_secret</html>"), { message: "unreadable answer" }],
  ["a rate limit", new webApi.WebAPIRateLimitedError(30), { message: "ratelimited", retryAfterMs: 30_000 }],
  ["a 503", new webApi.WebAPIHTTPError(503, "Unavailable", {}, ""), { message: "HTTP 503" }],
  [
    "no answer",
    new webApi.WebAPIRequestError(
      new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) }),
    ),
    { message: "ECONNRESET" },
  ],
])("%s is tried again", (_what, error, expected) => {
  const failure = failureOf(error, "slack.com");
  expect(failure).toBeInstanceOf(ConnectionFailed);
  expect(failure).toMatchObject({ host: "slack.com", ...expected });
});
