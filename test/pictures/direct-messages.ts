// The direct messages to the person who asked, and the reminder in the card's thread.
import { ids } from "../../src/sandbox/cast.js";
import { denies, failed, notConfirmed, overdue } from "./plays.js";
import type { MessageScene } from "./scene.js";

export const directMessages: readonly MessageScene[] = [
  {
    name: "dm-asked",
    title: "Request sent",
    when: "Until somebody decides. It can be canceled here.",
    shows: { kind: "asked", status: "pending" },
    play: (studio) => studio.ask(),
  },
  {
    name: "dm-link",
    title: "Your link is ready",
    when: "An approver approved. This is the only message that ever has the link.",
    shows: { kind: "link", status: "issued" },
    dark: true,
    phone: true,
    play: (studio) => studio.approved(),
  },
  {
    name: "dm-in-use",
    title: "You are signed in",
    when: "The same message, once the link was opened.",
    shows: { kind: "link", status: "active" },
    play: async (studio) => {
      await studio.inUse();
    },
  },
  {
    name: "dm-revoked",
    title: "You revoked it",
    when: "The same message, once Clerk has confirmed the revoke.",
    shows: { kind: "link", status: "revoked" },
    play: async (studio) => {
      await studio.inUse();
      studio.at(9);
      await studio.clicks("alice", "link", "revoke");
    },
  },
  {
    name: "dm-expired",
    title: "Link expired",
    when: "The same message, where nobody opened the link in time.",
    shows: { kind: "link", status: "expired" },
    play: async (studio) => {
      await studio.approved();
      studio.at(12.2);
    },
  },
  {
    name: "dm-denied",
    title: "Denied",
    when: "An approver said no, here with a note.",
    shows: { kind: "denied", status: "denied" },
    play: async (studio) => {
      await studio.ask();
      await denies(studio);
    },
  },
  {
    name: "dm-lapsed",
    title: "Not decided in time",
    when: "Nobody decided within the time for that.",
    shows: { kind: "lapsed", status: "lapsed" },
    play: async (studio) => {
      await studio.ask();
      studio.at(60.2);
    },
  },
  {
    name: "dm-failed",
    title: "Failed",
    when: "The request was approved, and there is no link.",
    shows: { kind: "failed", status: "failed" },
    play: failed,
  },
  {
    name: "dm-ended",
    title: "Ended by somebody else",
    when: "An approver revoked access, and Clerk has confirmed it.",
    shows: { kind: "ended", status: "revoked" },
    play: async (studio) => {
      await studio.inUse();
      studio.at(9);
      await studio.clicks("carol", "card", "revoke");
    },
  },
  {
    name: "dm-time-limit",
    title: "Ended by its time limit",
    when: "The session was ended when its time was up.",
    shows: { kind: "ended", status: "ended", closing: "time_limit" },
    play: async (studio) => {
      await studio.usedForLong();
      studio.at(33.5);
    },
  },
  {
    name: "dm-ending-soon",
    title: "Ending soon",
    when: "Five minutes before the time limit.",
    shows: { kind: "ending_soon", status: "active" },
    play: async (studio) => {
      await studio.usedForLong();
      studio.at(28);
    },
  },
  {
    name: "dm-cancelled",
    title: "Canceled by the bot",
    when: "Slack does not take the card, so nobody could decide.",
    shows: { kind: "cancelled", status: "cancelled", closing: "card_not_posted" },
    play: async (studio) => {
      studio.slack.fail({ method: "chat.postMessage", how: { kind: "rate_limit", retryAfterS: 30 }, times: 1 });
      await studio.as("alice").types(ids.general, "/impersonate @bob ticket 4821, cannot see invoices");
      await studio.told("alice", /IMP-1/);
      studio.slack.updateChannel(ids.approvals, { isArchived: true });
      studio.at(2);
    },
  },
  {
    name: "dm-not-confirmed",
    title: "Not confirmed",
    when: "Clerk has not confirmed a revoke for a while. The bot keeps asking.",
    shows: { kind: "not_confirmed", status: "revoking" },
    play: async (studio) => {
      await notConfirmed(studio);
      await studio.shown({ kind: "card", status: "revoking", reads: /not confirmed/i });
      studio.at(12);
    },
  },
  {
    name: "dm-overdue",
    title: "Not confirmed at the time limit",
    when: "Clerk has not confirmed for a while that a session past its time limit is over.",
    shows: { kind: "not_confirmed", status: "active" },
    play: async (studio) => {
      await overdue(studio);
      await studio.shown({ kind: "card", status: "active", reads: /not confirmed/i });
      studio.at(36);
    },
  },
];

export const reminders: readonly MessageScene[] = [
  {
    name: "reminder",
    title: "Reminder",
    when: "Half of the time is over, and nobody has decided.",
    shows: { kind: "reminder", status: "pending" },
    play: async (studio) => {
      await studio.ask();
      studio.at(30);
    },
  },
  {
    name: "reminder-lapsed",
    title: "Nobody decided",
    when: "The same reply, once the time is over.",
    shows: { kind: "reminder", status: "lapsed" },
    play: async (studio) => {
      await studio.ask();
      studio.at(30);
      await studio.shown({ kind: "reminder", status: "pending" });
      studio.at(60.2);
    },
  },
];
