// Which refusals are answers that the bot asks for and acts upon. Every other error of a call is a fault.

const byService = {
  slack: new Set([
    // A message that somebody deleted, or that Slack no longer lets the bot change: it is posted again.
    "message_not_found",
    "cant_update_message",
    "cant_delete_message",
    "edit_window_closed",
    // Somebody who was named, but is not there.
    "user_not_found",
    "users_not_found",
    // A form that was closed, or a view that changed in the meantime.
    "not_found",
    "hash_conflict",
  ]),
  clerk: new Set([
    // The link was opened already: from then on the bot ends the session instead.
    "actor_token_cannot_be_revoked_code",
    // A user, token or session that is not there.
    "resource_not_found",
  ]),
} as const;

/** `code`: Slack's `error`, or the `code` of Clerk's first error. A fault that was ordered is never expected. */
export function isExpected(service: keyof typeof byService, code: string | undefined, fault: unknown): boolean {
  return fault === undefined && code !== undefined && byService[service].has(code);
}
