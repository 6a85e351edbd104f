// What holds once the faults are over and the bot is idle: every message is right, and in the end every request is closed.
import { isDeepStrictEqual } from "node:util";
import { isOpen, moves } from "../../../src/impersonation/model/lifecycle.js";
import { isDirect, type Message } from "../../../src/impersonation/model/message.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import { Secret } from "../../../src/impersonation/model/secret.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import { linkReady } from "../../../src/slack/messages/request/link.js";
import { render } from "../../../src/slack/messages/request/render.js";
import { replaced } from "../../../src/slack/messages/request/replaced.js";
import type { AuditRow } from "../ledger.js";
import { minute, renderContext, second, type World } from "./world.js";

/** So many moments that the bot waits for may go by until it has come to rest. */
const patience = 1_000;

/** Nothing goes wrong any more, and time goes by until nothing is unfinished. Returns what never finishes. */
export async function calmDown(world: World): Promise<string[]> {
  world.slack.clearFaults();
  world.clerk.clearFaults();
  await world.goOn(0);
  for (let moments = 0; moments < patience; moments++) {
    if (unfinished(world).length === 0) return [];
    await world.goOn(15 * second);
  }
  return unfinished(world);
}

function unfinished({ ledger, bot }: World): string[] {
  const halfway = ledger.requests().filter(({ status }) => status === "approved" || status === "revoking");
  const due = ledger.messages().filter(({ dueAt }) => dueAt !== null);
  return [
    ...[...bot.unanswered.values()].map((what) => `${what} gets no answer`),
    ...halfway.map(({ id, status }) => `${id} stays ${status}`),
    ...due.map(({ requestId, kind }) => `${requestId}: its ${kind} message stays due`),
  ];
}

/** Time goes by until every deadline is over. Returns what is still open, or due. */
export async function waitForTheEnd(world: World): Promise<string[]> {
  for (let hours = 0; hours < 8; hours++) {
    for (let minutes = 0; minutes < 60; minutes += 10) {
      world.pass(10 * minute);
      await world.goOn(0);
    }
    if (notOver(world).length === 0) return [];
  }
  return notOver(world);
}

function notOver({ ledger }: World): string[] {
  return ledger
    .requests()
    .filter(({ status, dueAt }) => isOpen(status) || dueAt !== null)
    .map(({ id, status, dueAt }) => `${id} is ${status} for ever${dueAt === null ? "" : ", and due"}`);
}

/** What Slack shows is what the requests are, each message once. */
export function untrueMessages({ slack, ledger, witness, removed }: World): string[] {
  const requests = new Map(ledger.requests().map((request) => [request.id, request]));
  const known = ledger.messages();
  const audit = ledger.audit();
  const shown = slack.messages.filter(
    ({ user, deleted, ephemeralFor }) => user === slack.bot.userId && !deleted && ephemeralFor === undefined,
  );
  const placeOf = ({ channel, ts }: Message | SeenMessage) => `${channel} ${ts}`;
  const rows = new Map(known.map((message) => [placeOf(message), message]));
  const places = new Set(shown.map(placeOf));
  return [
    ...shown.flatMap((message) => {
      const row = rows.get(placeOf(message));
      const request = row && requests.get(row.requestId);
      if (row === undefined || request === undefined)
        return [`nobody knows of this message: ${slack.readable(message)}`];
      if (leftAsRefused(row, request, audit)) return [];
      const link = witness.births.find(({ token }) => token.id === request.tokenId)?.token.url ?? "";
      const shownBy = () =>
        holdsTheLink(row, request)
          ? linkReady(request, new Secret(link), renderContext)
          : render(row.kind, request, renderContext);
      // Slack did not let it be deleted.
      const wanted = row.supersededAt === null ? shownBy() : replaced();
      const same = message.text === wanted.text && isDeepStrictEqual(plain(message.blocks), plain(wanted.blocks));
      return same ? [] : [`${request.id} is ${request.status}, and its ${row.kind} reads: ${slack.readable(message)}`];
    }),
    ...known.flatMap((row) => {
      const request = requests.get(row.requestId);
      if (
        request === undefined ||
        row.supersededAt !== null ||
        places.has(placeOf(row)) ||
        removed.has(placeOf(row)) ||
        leftAsRefused(row, request, audit)
      )
        return [];
      const wanted = row.ts !== null || !isOutOfDate(row, request, known);
      return wanted ? [`${row.requestId}: its ${row.kind} message is missing`] : [];
    }),
    ...[...requests.values()].flatMap((request) => [
      ...toldTwice(request, known, audit),
      ...notOneDirectMessage(request, known),
    ]),
  ];
}

function holdsTheLink({ kind, attempt }: Message, request: Request): boolean {
  const { status, linkWithdrawnAt } = request;
  return kind === "link" && attempt === request.attempt && status === "issued" && linkWithdrawnAt === null;
}

/**
 * Slack refused this very revision for good: it is on record, and not tried again. Where it refused to take a replacement
 * after the request's last move, nothing is shown.
 */
function leftAsRefused(row: Message, { id, revision }: Request, audit: readonly AuditRow[]): boolean {
  const about = audit.filter(({ request_id }) => request_id === id);
  const refusedAt = about.findLastIndex(({ action }) => action === `show.${row.kind}`);
  const movedAt = about.findLastIndex(({ action }) => Object.hasOwn(moves, action));
  return refusedAt >= 0 && (row.shownRevision < revision || (row.ts === null && refusedAt > movedAt));
}

/** What was not posted in time is not posted any more. */
function isOutOfDate(row: Message, request: Request, known: readonly Message[]): boolean {
  const { status, closing } = request;
  const overdue = status === "active" && request.overdueSince !== null;
  const newer = known.filter(({ id, requestId, kind }) => requestId === row.requestId && id > row.id && isDirect(kind));
  switch (row.kind) {
    case "reminder":
      return true;
    case "asked":
      return status !== "pending";
    case "failed":
      return status !== "failed";
    case "ending_soon":
      return status !== "active" || overdue;
    case "not_confirmed":
      return status !== "revoking" && !overdue && closing !== "by_time_unconfirmed";
    default:
      return isDirect(row.kind) && newer.length > 0;
  }
}

/** At rest one direct message stands, and none was deleted without a newer one in its place. */
function notOneDirectMessage({ id }: Request, known: readonly Message[]): string[] {
  const direct = known.filter(({ requestId, kind }) => requestId === id && isDirect(kind));
  const standing = direct.filter(({ ts, supersededAt }) => ts !== null && supersededAt === null);
  const kinds = standing.map(({ kind }) => kind).join(", ");
  return [
    ...(standing.length > 1 ? [`${id}: ${standing.length} direct messages stand: ${kinds}`] : []),
    ...(standing.length === 0 && direct.some(({ supersededAt }) => supersededAt !== null)
      ? [`${id}: no direct message is left`]
      : []),
  ];
}

/** Nobody is told the same thing twice, except where something happened twice. */
function toldTwice({ id, attempt }: Request, known: readonly Message[], audit: readonly AuditRow[]): string[] {
  const moved = (move: string) => audit.filter(({ request_id, action }) => request_id === id && action === move).length;
  const most = {
    card: 1,
    reminder: 1,
    asked: 1,
    link: attempt,
    denied: 1,
    lapsed: 1,
    failed: moved("fail"),
    ending_soon: 1,
    // By a revoke, and by time where Clerk never confirmed it.
    not_confirmed: 2,
    ended: 1,
    cancelled: 1,
  };
  return Object.entries(most).flatMap(([kind, times]) => {
    const count = known.filter((row) => row.requestId === id && row.kind === kind && row.ts !== null).length;
    return count <= times ? [] : [`${id}: ${count} ${kind} messages`];
  });
}

/** Without the names that Slack gives to blocks, as JSON carries it. */
function plain(blocks: unknown): unknown {
  return JSON.parse(JSON.stringify(blocks), (key, value: unknown) => (key === "block_id" ? undefined : value));
}
