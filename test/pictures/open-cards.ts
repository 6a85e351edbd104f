// The card in the approval channel, in each state of a request that is open.
import { approving, away, card, denies, expiring, notConfirmed, overdue, revokes, silent } from "./plays.js";
import type { MessageScene } from "./scene.js";

export const openCards: readonly MessageScene[] = [
  card("waiting", "Waiting for approval", "Somebody has asked, and nobody has decided.", "pending", (studio) =>
    studio.ask(),
  ),
  card(
    "asked-again",
    "Asked again",
    "The same, of a request that was denied before.",
    "pending",
    async (studio) => {
      await studio.ask();
      await denies(studio);
      await studio.shown({ kind: "denied", status: "denied" });
      studio.at(4);
      const alice = studio.as("alice");
      await alice.clicks(studio.message("denied"), { actionId: "ask_again" });
      await alice.submits(await studio.form("alice"), { reason: "ticket 4821, the preview shows an error" });
    },
    undefined,
    /IMP-1/,
  ),
  card("approving", "Approved", "While Clerk takes longer than a moment to create the link.", "approved", approving),
  card("sent", "Link sent", "The actor has the link and has not opened it.", "issued", (studio) => studio.approved()),
  card(
    "link-expiring",
    "Link expired",
    "The link's time is up, and Clerk has not said whether it was opened.",
    "issued",
    expiring,
    undefined,
    /expired/i,
  ),
  card(
    "not-delivered",
    "Not delivered",
    "Slack did not take the direct message with the link, and Clerk has not confirmed yet that the link is revoked.",
    "approved",
    async (studio) => {
      await studio.ask();
      studio.at(2);
      studio.slack.fail({ method: "chat.postMessage", how: { kind: "error", error: "messages_tab_disabled" } });
      studio.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: away });
      await studio.clicks("carol", "card", "approve");
    },
    undefined,
    /not delivered/i,
  ),
  card("in-use", "In use", "The link was opened: since when, from where, and until when.", "active", async (studio) => {
    await studio.inUse();
  }),
  card(
    "overdue",
    "Past its time limit",
    "The session's time is up, and Clerk has not confirmed that it is over. The bot keeps asking.",
    "active",
    overdue,
    undefined,
    /not confirmed/i,
  ),
  card(
    "revoking",
    "Being revoked",
    "Somebody pressed Revoke, and Clerk has not answered yet.",
    "revoking",
    async (studio) => {
      await studio.inUse();
      await revokes(studio, silent);
    },
  ),
  card(
    "not-confirmed",
    "Not confirmed",
    "Clerk did not confirm a revoke. The bot keeps asking.",
    "revoking",
    notConfirmed,
    undefined,
    /not confirmed/i,
  ),
];
