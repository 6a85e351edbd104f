// Whoever waits for an answer is on record, so that a process that dies leaves nobody without one.
import type { Arrival, ArrivalStore } from "../../impersonation/model/pending-reply.js";
import { backoffMs } from "../../impersonation/model/settings.js";
import { type Clock, waitUntil } from "../../impersonation/ports/clock.js";
import type { RequestStore } from "../../impersonation/ports/ports.js";
import type { Log } from "../../log.js";
import { reportUnexpected } from "../../unhandled.js";
import type { Entrance } from "../handlers/handler-context.js";
import { askedWords } from "../messages/asked-words.js";
import { compose, type Line } from "../messages/compose.js";
import { formNotice } from "../messages/form-notice.js";
import type { SlackError } from "../transport/web-api.js";
import { updateForm } from "./forms.js";

interface Bookkeeping {
  readonly arrivals: ArrivalStore;
  readonly log: Log;
}

/** Never throws for the record's sake: where the database takes no writes, the work itself says so. */
export async function whileUnanswered(
  { arrivals, log }: Bookkeeping,
  arrival: Arrival,
  work: () => Promise<void>,
): Promise<void> {
  const onRecord = async (write: () => Promise<void>) => {
    try {
      await write();
    } catch (error) {
      log.warn("who waits for an answer could not be recorded", { error });
    }
  };
  await onRecord(() => arrivals.addArrival(arrival));
  try {
    await work();
  } finally {
    await onRecord(() => arrivals.removeArrival(arrival.key));
  }
}

interface Aftermath extends Bookkeeping, Pick<Entrance, "api" | "answer" | "approvalChannel"> {
  readonly requests: Pick<RequestStore, "madeBy">;
  readonly clock: Clock;
  /** Whoever is not told when it is given stays on record for the next start. */
  readonly stopping: AbortSignal;
}

/** Answers what an earlier process left: in the form that still says "Checking…", or by direct message. */
export async function tellInterrupted(aftermath: Aftermath, left: readonly Arrival[]): Promise<void> {
  const told = left.map(async (arrival) => {
    try {
      if (await tellPatiently(aftermath, arrival)) await aftermath.arrivals.removeArrival(arrival.key);
    } catch (error) {
      reportUnexpected(aftermath.log, "telling whom an earlier process left without an answer", error);
    }
  });
  await Promise.all(told);
}

const mostTries = 5;
/** What Slack will not take for so long it never will, and nobody waits for it any more. */
const forgottenAfterMs = 24 * 3_600_000;

/** Resolves with whether nothing is left to tell. */
async function tellPatiently(aftermath: Aftermath, arrival: Arrival): Promise<boolean> {
  const { clock, stopping } = aftermath;
  for (let tries = 0; ; tries += 1) {
    const failure = await tell(aftermath, arrival);
    if (failure === undefined) return true;
    if (failure.kind === "refused" || tries + 1 === mostTries) break;
    // Said twice, where only Slack's answer was lost, is better than not at all.
    if (!(await waitUntil(clock, clock.now() + backoffMs(tries, failure.retryAfterMs), stopping))) break;
  }
  return clock.now() - arrival.at > forgottenAfterMs;
}

/** Resolves with why they were not reached. */
async function tell(aftermath: Aftermath, arrival: Arrival): Promise<SlackError | undefined> {
  const { requests, clock, approvalChannel } = aftermath;
  const { key, kind, at, viewId } = arrival;
  const request = kind === "ask" ? await requests.madeBy(key) : undefined;
  if (request === undefined) return say(aftermath, arrival, kind === "click" ? clicked(at) : notAsked(at));
  if (request.status === "pending" && clock.now() < request.lapsesAt) {
    return say(aftermath, arrival, askedWords(undefined, approvalChannel));
  }
  // Its own messages tell what has become of it. Only a form that is still open has to stop saying "Checking…".
  return viewId === null ? undefined : say({ ...aftermath, answer: async () => undefined }, arrival, made);
}

function say(on: Aftermath, { userId, viewId }: Arrival, words: Line): Promise<SlackError | undefined> {
  if (viewId === null) return on.answer({ userId }, compose([{ line: words }]));
  return updateForm(on, { userId }, viewId, formNotice("Interrupted", words), [words]);
}

const clicked = (at: number): Line => [
  "Understudy was stopped while it worked on what you clicked ",
  { at },
  ". The request's card shows where it stands; press again what it still offers.",
];

const notAsked = (at: number): Line => [
  "Understudy was stopped while it worked on what you asked ",
  { at },
  ". Nothing was asked; please ask again.",
];

const made: Line = ["Your request was made. Its direct messages tell what has become of it."];
