// Ending access, as clicked, and the click on the link's button.

import { compose } from "../messages/compose.js";
import type { Click } from "./decision.js";
import type { HandlerContext } from "./handler-context.js";

/** The messages show the end once Clerk has confirmed it; until then the clicker is told that it has not. */
export async function revoke({ impersonation, answer }: HandlerContext, { asker, requestId }: Click): Promise<void> {
  const request = await impersonation.revoke(requestId, asker.userId);
  if (request.status !== "revoking") return;
  await answer(
    asker,
    compose([
      {
        line: [
          "Clerk has not confirmed yet that access is gone, so it may still work. Understudy keeps asking, and the message changes when it is.",
        ],
      },
    ]),
  );
}

export async function linkClicked({ impersonation }: HandlerContext, { asker, requestId }: Click): Promise<void> {
  await impersonation.linkClicked(requestId, asker.userId);
}
