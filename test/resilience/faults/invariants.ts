// What has to be true at the end of every case: messages say what the record says, and no link lives that nobody may have.
import { expect } from "vitest";
import type { Status } from "../../../src/impersonation/model/lifecycle.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import { ids } from "../../../src/sandbox/cast.js";
import type { Stage } from "../../flows/stage.js";
import { messagesIn, requestsIn } from "./record.js";

const cardSays: Readonly<Record<Status, RegExp>> = {
  pending: /Waiting for approval until .*\[Approve\] \[Deny\]/s,
  approved: /creating the link…|The link did not arrive/,
  issued: /has the link, not opened yet|Link expired: checking/,
  active: /In use since|The link was opened|reached its time limit .*Clerk has not confirmed/,
  revoking: /Clerk has not confirmed/,
  revoked:
    /revoked access .*(The link was never opened|Clerk confirmed it|Clerk lists no session|No link had been created|no longer has)/s,
  ended: /Access ended|Closed (?:at|on) |stopped asking Clerk/,
  expired: /Expired .* The link was never opened/s,
  denied: /denied this/,
  cancelled: /canceled this request|Canceled\./,
  lapsed: /Nobody decided by/,
  failed: /Failed · /,
};

const inUse: ReadonlySet<Status> = new Set(["approved", "issued", "active"]);

/** Nobody may press this: it would do nothing, or nothing good. */
function deadButtons(text: string, { status }: Request): boolean {
  return (
    (/\[Cancel request\]|\[Approve\]/.test(text) && status !== "pending") ||
    (/\[Open as /.test(text) && status !== "issued") ||
    (/\[Revoke\]/.test(text) && !inUse.has(status) && status !== "revoking")
  );
}

/** Of messages that the record knows. */
export function expectTruth(stage: Stage): void {
  const requests = requestsIn(stage.sandbox);
  for (const { requestId, kind, channel, ts } of messagesIn(stage.sandbox)) {
    const request = requests.find(({ id }) => id === requestId);
    const shown = stage.slack.messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
    if (request === undefined || shown === undefined) continue;
    const text = stage.slack.readable(shown);
    if (kind === "card") expect(text).toMatch(cardSays[request.status]);
    expect(deadButtons(text, request), `"${text}" while the request is ${request.status}`).toBe(false);
  }
  expectNoStrayLink(stage, requests);
}

function expectNoStrayLink({ clerk, slack }: Stage, requests: readonly Request[]): void {
  const alive = clerk.actorTokens.filter(({ status }) => status === "pending");
  for (const token of alive) {
    const known = requests.some(
      ({ tokenId, status }) => tokenId === token.id && (inUse.has(status) || status === "revoking"),
    );
    const possible = requests.some(
      ({ id, tokenMayExistUntil }) => id === token.actor.request_id && tokenMayExistUntil !== null,
    );
    expect(known || possible, `${token.id} is alive, and the record knows nothing of it`).toBe(true);
  }
  const shown = slack.messages.filter((each) => !each.deleted);
  const delivered = alive.filter(({ url }) => shown.some((each) => JSON.stringify(each.blocks).includes(url)));
  const wanted = requests.filter(({ status }) => status === "issued" || status === "approved" || status === "revoking");
  expect(delivered.length).toBeLessThanOrEqual(wanted.length);
  // In the direct message with its one reader, and nowhere else.
  const elsewhere = shown.filter((each) => each.channel === ids.approvals || each.ephemeralFor !== undefined);
  expect(JSON.stringify(elsewhere)).not.toContain("ticket=");
}
