// Why a Socket Mode connection does not come about: for now, or as long as the token is what it is.
import { webApi } from "@slack/bolt";
import { causeOf } from "../../runtime/network-failure.js";

/** Slack does not take the app-level token, whenever it is asked; `message` is Slack's code. */
export class ConnectionRefused extends Error {
  override readonly name = "ConnectionRefused";
}

/** A connection that did not come about. `message` is a cause as of `causeOf`, Slack's code or a few words. */
export class ConnectionFailed extends Error {
  override readonly name = "ConnectionFailed";

  constructor(
    /** Who was asked for it. */
    readonly host: string,
    cause: string,
    readonly retryAfterMs = 0,
  ) {
    super(cause);
  }
}

/** What Slack says to a token that it will not take later either. */
const refusals: ReadonlySet<string> = new Set([
  "access_denied",
  "account_inactive",
  "app_not_found",
  "enterprise_is_restricted",
  "forbidden_team",
  "invalid_app",
  "invalid_auth",
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "not_authed",
  "socket_mode_not_enabled",
  "team_access_not_granted",
  "team_disabled",
  "token_expired",
  "token_revoked",
  "user_removed_from_team",
]);

/** The library's errors are dropped: they carry what was sent. */
export function failureOf(error: unknown, host: string): ConnectionFailed | ConnectionRefused {
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    if (refusals.has(code)) return new ConnectionRefused(code);
    // The library takes a body that is not from Slack for an error code.
    return new ConnectionFailed(host, /^[a-z0-9_]{1,80}$/.test(code) ? code : "unreadable answer");
  }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new ConnectionFailed(host, "ratelimited", error.retryAfter * 1000);
  }
  if (error instanceof webApi.WebAPIHTTPError) return new ConnectionFailed(host, `HTTP ${error.statusCode}`);
  return new ConnectionFailed(host, causeOf(error));
}
