// The button Revoke, and the one that opens the link.
import type { Revoked } from "../../impersonation/verbs/revoke.js";
import { compose, type Line } from "../messages/blocks/compose.js";
import { notRecorded } from "../messages/words/phrases.js";
import type { Click } from "./decision.js";
import type { HandlerContext } from "./handler-context.js";

/** The messages show what comes of it. What they can't show, or showed before, the clicker alone is told. */
export async function revoke(
  { impersonation, answer }: HandlerContext,
  { clicker, value: requestId }: Click,
): Promise<void> {
  const line = revokedWords(await impersonation.revoke(requestId, clicker.userId));
  if (line !== undefined) await answer(clicker, compose([{ line }]));
}

function revokedWords({ confirmed, recorded, isRepeated }: Revoked): Line | undefined {
  if (recorded)
    return confirmed || !isRepeated ? undefined : [notConfirmed, " The message changes as soon as it has.", pressAgain];
  return confirmed
    ? ["Access is over; Clerk confirmed it. ", notRecorded]
    : [notConfirmed, pressAgain, " ", notRecorded];
}

const notConfirmed = "Clerk has not confirmed yet that access is over, so it may still work. Understudy keeps asking.";
const pressAgain = " Press Revoke again to ask it right now.";
export async function linkClicked(
  { impersonation }: HandlerContext,
  { clicker, value: requestId }: Click,
): Promise<void> {
  await impersonation.linkClicked(requestId, clicker.userId);
}
