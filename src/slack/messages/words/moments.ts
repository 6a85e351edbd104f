// Moments of a request: its message stands below the day on which somebody asked, so most need no date.
import type { Request } from "../../../impersonation/model/request.js";
import type { Part } from "../blocks/compose.js";

/** Half a day, in milliseconds: a time of day that is nearer to the ask can be no other day's. */
const near = 12 * 60 * 60_000;

/** After "until" or "by". */
export function moment({ askedAt }: Request, at: number): Part {
  return { at, as: Math.abs(at - askedAt) < near ? "time" : "date" };
}

/** " at 2:09 PM", or " on Nov 28, 2026 at 2:09 PM". */
export function atMoment(request: Request, at: number): Part[] {
  const part = moment(request, at);
  return [typeof part === "object" && "as" in part && part.as === "date" ? " on " : " at ", part];
}

/** The same, rounded up: times are shown in minutes, and this is the one in which `at` has passed. */
export function momentAfter(request: Request, at: number): Part {
  return moment(request, Math.ceil(at / 60_000) * 60_000);
}
