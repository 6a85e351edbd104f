// Reads a view sent by the bot, within Slack's limits; used by views.* and by responses to a submission.
import { complaints } from "../block-kit/complaints.js";
import { type Surface, surface } from "../block-kit/surfaces.js";
import { refuse, refuseWith } from "./refusal.js";

const maxBytes = 250_000;

/** Throws a Refusal: view_too_large, or invalid_arguments with a JSON pointer. */
export function readSurface(sent: unknown, expected: "modal" | "home"): Surface {
  const parsed = surface.safeParse(sent, { reportInput: true });
  if (Buffer.byteLength(JSON.stringify(sent) ?? "") > maxBytes) refuse("view_too_large");
  if (!parsed.success) refuseWith("invalid_arguments", complaints("view", parsed.error.issues));
  if (parsed.data.type !== expected) {
    refuseWith("invalid_arguments", [`[ERROR] must be ${expected} [json-pointer:/view/type]`]);
  }
  return parsed.data;
}
