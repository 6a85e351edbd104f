// The card of a request that is closed, for each way in which that can happen.
import { impersonationLimitReached } from "../../src/sandbox/clerk/faults.js";
import { card, denies, failed, notConfirmed } from "./plays.js";
import type { MessageScene } from "./scene.js";

const userNotFound = { kind: "clerk_error", status: 404, code: "resource_not_found" } as const;

export const closedCards: readonly MessageScene[] = [
  card(
    "revoked",
    "Revoked",
    "Clerk confirmed that the session is over.",
    "revoked",
    async (studio) => {
      await studio.inUse();
      studio.at(9);
      await studio.clicks("alice", "link", "revoke");
    },
    "sessions_ended",
  ),
  card(
    "revoked-unopened",
    "Revoked before it was opened",
    "Clerk confirmed that the link no longer works.",
    "revoked",
    async (studio) => {
      await studio.approved();
      studio.at(4);
      await studio.clicks("carol", "card", "revoke");
    },
    "unused",
  ),
  card(
    "signed-out",
    "Ended: signed out",
    "The actor signed out of the product.",
    "ended",
    async (studio) => {
      const { browser } = await studio.inUse();
      studio.at(9);
      browser.signOut();
      studio.at(10);
    },
    "signed_out",
  ),
  card(
    "time-limit",
    "Ended: time limit",
    "The session was ended when its time was up.",
    "ended",
    async (studio) => {
      await studio.usedForLong();
      studio.at(33.5);
    },
    "time_limit",
  ),
  card(
    "timed-out",
    "Ended: expired",
    "Clerk ended the session, here because nobody used it for ten minutes.",
    "ended",
    async (studio) => {
      await studio.inUse();
      studio.at(16);
    },
    "timed_out",
  ),
  card(
    "ended-elsewhere",
    "Ended in Clerk",
    "Somebody ended the session in the Clerk Dashboard.",
    "ended",
    async (studio) => {
      const { session } = await studio.inUse();
      studio.at(9);
      studio.clerk.revokeSession(session.id);
      studio.at(10);
    },
    "revoked_elsewhere",
  ),
  card(
    "no-session",
    "Ended: no session",
    "The link was opened, and Clerk lists no session of it.",
    "ended",
    async (studio) => {
      studio.clerk.sessionsAppearAfterMs = 24 * 3_600_000;
      await studio.opened();
      studio.at(12.2);
      await studio.shown({ kind: "card", status: "active" });
      // The bot looks several times before it believes that there is none.
      for (let minutes = 13.2; minutes < 16.5; minutes += 0.27) await studio.passes(minutes);
    },
    "no_session",
  ),
  card(
    "user-gone",
    "Ended: user deleted",
    "The user no longer exists in Clerk.",
    "ended",
    async (studio) => {
      await studio.inUse();
      studio.at(9);
      studio.clerk.deleteUser("user_2bob");
      studio.clerk.fail({ operation: "sessions.list", when: "before", how: userNotFound });
      studio.at(10);
    },
    "subject_gone",
  ),
  card(
    "never-confirmed",
    "Ended, not confirmed",
    "Clerk never confirmed a revoke, and all that the link could give has run out by time.",
    "ended",
    async (studio) => {
      await notConfirmed(studio);
      await studio.shown({ kind: "card", status: "revoking", reads: /not confirmed/i });
      studio.at(110);
    },
    "by_time_unconfirmed",
  ),
  card(
    "nothing-created",
    "Revoked before there was a link",
    "Somebody pressed Revoke while the link was created.",
    "revoked",
    async (studio) => {
      await studio.ask();
      studio.at(2);
      studio.clerk.fail({ operation: "actor_tokens.create", when: "before", how: impersonationLimitReached });
      studio.clerk.latencyMs = 2_500;
      await studio.clicks("carol", "card", "approve");
      await studio.shown({ kind: "card", status: "approved" });
      await studio.clicks("carol", "card", "revoke");
    },
    "nothing_created",
  ),
  card("expired", "Expired", "Nobody opened the link in time.", "expired", async (studio) => {
    await studio.approved();
    studio.at(12.2);
  }),
  card("denied", "Denied", "An approver said no, here with a note.", "denied", async (studio) => {
    await studio.ask();
    await denies(studio);
  }),
  card(
    "cancelled",
    "Canceled",
    "The actor took the request back.",
    "cancelled",
    async (studio) => {
      await studio.ask();
      studio.at(2);
      await studio.clicks("alice", "asked", "cancel");
    },
    "by_actor",
  ),
  card("lapsed", "Not decided in time", "Nobody decided within the time for that.", "lapsed", async (studio) => {
    await studio.ask();
    studio.at(60.2);
  }),
  card("failed", "Failed, with another try", "The request was approved, and there is no link.", "failed", failed),
  card(
    "failed-for-good",
    "Failed",
    "The same, once the time to try again is over.",
    "failed",
    async (studio) => {
      await failed(studio);
      studio.at(90);
    },
    undefined,
    /^(?!.*\[(Retry|Try again)\])/s,
  ),
];
