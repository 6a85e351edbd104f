// The button Revoke, and the one that opens the link.

import { compose } from "../messages/compose.js";
import type { Click } from "./decision.js";
import type { HandlerContext } from "./handler-context.js";

/** The messages show the end once Clerk has confirmed it; where it has not, the clicker is told so at once. */
export async function revoke(
  { impersonation, answer }: HandlerContext,
  { clicker, value: requestId }: Click,
): Promise<void> {
  const request = await impersonation.revoke(requestId, clicker.userId);
  if (request.status !== "revoking") return;
  await answer(
    clicker,
    compose([
      {
        line: [
          "Clerk has not confirmed yet that access is gone, so it may still work. Understudy keeps asking, and the message changes when it is.",
        ],
      },
    ]),
  );
}

export async function linkClicked(
  { impersonation }: HandlerContext,
  { clicker, value: requestId }: Click,
): Promise<void> {
  await impersonation.linkClicked(requestId, clicker.userId);
}
