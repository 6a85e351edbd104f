// The button Revoke, and the one that opens the link.
import type { Revoked } from "../../impersonation/verbs/revoke.js";
import { compose, type Line } from "../messages/compose.js";
import type { Click } from "./decision.js";
import type { HandlerContext } from "./handler-context.js";

/** The messages show the end once Clerk has confirmed it; what they can't show yet, the clicker is told at once. */
export async function revoke(
  { impersonation, answer }: HandlerContext,
  { clicker, value: requestId }: Click,
): Promise<void> {
  const line = revokedWords(await impersonation.revoke(requestId, clicker.userId));
  if (line !== undefined) await answer(clicker, compose([{ line }]));
}

function revokedWords({ confirmed, recorded }: Revoked): Line | undefined {
  if (recorded)
    return confirmed ? undefined : [notConfirmed, " The message changes when Clerk confirms it.", pressAgain];
  return confirmed ? ["Access is gone; Clerk confirmed it.", notRecorded] : [notConfirmed, pressAgain, notRecorded];
}

const notConfirmed = "Clerk has not confirmed yet that access is gone, so it may still work. Understudy keeps asking.";
const pressAgain = " Press Revoke again to ask at once.";
const notRecorded =
  " Understudy can't write to its database, so the messages do not show this yet; they change as soon as it can. Tell your admin: its disk may be full.";

export async function linkClicked(
  { impersonation }: HandlerContext,
  { clicker, value: requestId }: Click,
): Promise<void> {
  await impersonation.linkClicked(requestId, clicker.userId);
}
