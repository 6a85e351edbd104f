// Requests that ask an earlier one again.
import type { Request } from "./model/request.js";
import type { RequestStore } from "./ports/request-store.js";

/** A denial is looked for so far back. */
const sequelsMax = 10;

/** The latest request behind this one that was denied: one that came between hides no denial. */
export async function latestDenial(store: Pick<RequestStore, "get">, request: Request): Promise<Request | undefined> {
  let { askedAgainOf } = request;
  for (let back = 0; askedAgainOf !== null && back < sequelsMax; back += 1) {
    const earlier = await store.get(askedAgainOf);
    if (earlier === undefined || earlier.status === "denied") return earlier;
    askedAgainOf = earlier.askedAgainOf;
  }
  return undefined;
}
