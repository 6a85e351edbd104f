// Whoever waits for an answer is on record, so that a process that dies leaves nobody without one.
import type { Arrival, ArrivalStore } from "../impersonation/arrival.js";
import type { RequestStore } from "../impersonation/ports.js";
import type { Log } from "../log.js";
import type { Entrance } from "./entrance.js";
import { updateForm } from "./forms.js";
import { askedWords } from "./messages/asked-words.js";
import { compose, type Line } from "./messages/compose.js";
import { formNotice } from "./messages/form-notice.js";

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
}

/** Answers what an earlier process left: in the form that still says "Checking…", or by direct message. */
export async function tellInterrupted(aftermath: Aftermath, left: readonly Arrival[]): Promise<void> {
  for (const arrival of left) {
    const words = await interruptedWords(aftermath, arrival);
    const asker = { userId: arrival.userId };
    if (arrival.viewId === null) await aftermath.answer(asker, compose([{ line: words }]));
    else await updateForm(aftermath, asker, arrival.viewId, formNotice("Interrupted", words), [words]);
    await aftermath.arrivals.removeArrival(arrival.key);
  }
}

async function interruptedWords({ requests, approvalChannel }: Aftermath, { kind, key, at }: Arrival): Promise<Line> {
  if (kind === "click") {
    return [
      "Understudy was stopped while it worked on what you clicked ",
      { at },
      ". The request's card shows where it stands; press again what it still offers.",
    ];
  }
  if ((await requests.madeBy(key)) !== undefined) return askedWords(undefined, approvalChannel);
  return [
    "Understudy was stopped while it worked on what you asked ",
    { at },
    ". Nothing was asked; please ask again.",
  ];
}
