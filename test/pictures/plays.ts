// What scenes of requests share: how the sandbox gets there.
import type { Status } from "../../src/impersonation/model/lifecycle.js";
import type { Closing } from "../../src/impersonation/model/request.js";
import { impersonationLimitReached } from "../../src/sandbox/clerk/faults.js";
import type { MessageScene } from "./scene.js";
import type { Studio } from "./studio.js";

type Play = (studio: Studio) => Promise<void>;

export const away = { kind: "status", status: 503 } as const;
export const silent = { kind: "hang" } as const;

/** `reads`: where the state does not tell what the card says. */
export function card(
  name: string,
  title: string,
  when: string,
  status: Status,
  play: Play,
  closing?: Closing,
  reads = /./,
): MessageScene {
  const shows = { kind: "card", status, reads, ...(closing !== undefined && { closing }) } as const;
  const phone = ["waiting", "not-confirmed", "revoked"].includes(name);
  return { name, title, when, shows, play, dark: true, ...(phone && { phone: true }) };
}

/** carol approves, and Clerk does not answer. */
export async function approving(studio: Studio): Promise<void> {
  await studio.ask();
  studio.at(2);
  studio.clerk.fail({ operation: "actor_tokens.create", when: "before", how: silent });
  await studio.clicks("carol", "card", "approve");
}

/** The link's deadline passes while Clerk does not answer. */
export async function expiring(studio: Studio): Promise<void> {
  await studio.approved();
  studio.clerk.fail({ operation: "*", when: "before", how: away });
  studio.at(12.2);
}

export async function revokes(studio: Studio, how: typeof away | typeof silent): Promise<void> {
  studio.at(9);
  studio.clerk.fail({ operation: "*", when: "before", how });
  await studio.clicks("carol", "card", "revoke");
}

export async function notConfirmed(studio: Studio): Promise<void> {
  await studio.inUse();
  await revokes(studio, away);
}

/** The session's time is up while Clerk does not answer. */
export async function overdue(studio: Studio): Promise<void> {
  await studio.usedForLong();
  studio.clerk.fail({ operation: "*", when: "before", how: away });
  studio.at(33.5);
}

export async function denies(studio: Studio): Promise<void> {
  studio.at(2);
  await studio.clicks("carol", "card", "deny");
  const form = await studio.form("carol");
  await studio.as("carol").submits(form, { note: "The invoices page has a preview; please use that." });
}

export async function failed(studio: Studio): Promise<void> {
  await studio.ask();
  studio.at(2);
  studio.clerk.fail({ operation: "actor_tokens.create", when: "before", how: impersonationLimitReached });
  await studio.clicks("carol", "card", "approve");
  await studio.shown({ kind: "card", status: "failed" });
}
