// Whether a payload that came over HTTP is Slack's, and by how much the machine's clock differs from Slack's.
import type { IncomingHttpHeaders } from "node:http";
import { isValidSlackRequest } from "@slack/bolt";
import { formatDuration } from "../../../impersonation/model/duration.js";
import type { Secret } from "../../../impersonation/model/secret.js";
import type { LimitedEntries } from "../../../runtime/limited-entries.js";
import type { Log } from "../../../runtime/log.js";

const minuteMs = 60_000;
/** Slack's documentation asks for it: what was overheard can't be sent again later. */
const maxDifferenceMs = 5 * minuteMs;
/** Less is usual while Slack is slow, or a clock is being set. */
const reportedDifferenceMs = 2 * minuteMs;

export interface Signed {
  /** By how much the clock is ahead of Slack's, or behind where negative; a payload that is sent again later looks the same. */
  readonly aheadMs: number;
  readonly isInTime: boolean;
}

/** Undefined where the signature is not Slack's. */
export function readSignature(
  signingSecret: Secret,
  headers: IncomingHttpHeaders,
  body: Buffer,
  now: number,
): Signed | undefined {
  const { "x-slack-signature": signature, "x-slack-request-timestamp": timestamp } = headers;
  if (typeof signature !== "string" || typeof timestamp !== "string" || !/^\d{1,12}$/.test(timestamp)) return undefined;
  const signedAt = Number(timestamp) * 1_000;
  const isSlacks = isValidSlackRequest({
    signingSecret: signingSecret.reveal(),
    body: body.toString(),
    headers: { "x-slack-signature": signature, "x-slack-request-timestamp": Number(timestamp) },
    // Its own look at the time takes any from the future, and does not say by how much one is off.
    nowMilliseconds: signedAt,
  });
  if (!isSlacks) return undefined;
  const aheadMs = now - signedAt;
  return { aheadMs, isInTime: Math.abs(aheadMs) <= maxDifferenceMs };
}

/** Says by how much the clock is wrong, and what to do. */
export function reportClock(
  entries: LimitedEntries,
  { error }: Pick<Log, "error">,
  { aheadMs, isInTime }: Signed,
): void {
  if (Math.abs(aheadMs) < reportedDifferenceMs) return;
  const by = formatDuration(Math.round(Math.abs(aheadMs) / minuteMs) * minuteMs);
  const differs = isInTime ? "clock differs from Slack's" : "clock differs from Slack's, so payloads are refused";
  entries.write(
    error,
    `${differs}: set this machine's clock, best by NTP`,
    aheadMs > 0 ? { ahead: by } : { behind: by },
  );
}
