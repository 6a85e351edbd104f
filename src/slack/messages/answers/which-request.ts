// Answers to `/impersonate cancel` and `/impersonate revoke`: what was done, or which request has to be named.
import type { Request } from "../../../impersonation/model/request.js";
import { shortId } from "../../../impersonation/model/short-id.js";
import type { Revoked } from "../../../impersonation/verbs/revoke.js";
import { type Content, compose, type Line } from "../blocks/compose.js";
import { notRecorded } from "../words/phrases.js";
import { commandFor, shortSubject } from "../words/request-line.js";
import { stateOf } from "../words/state.js";

const mostNamed = 10;

/** Without an id: none of the person's own can be cancelled or revoked, or several can. */
export function whichRequest(verb: "cancel" | "revoke", requests: readonly Request[]): Content {
  if (requests.length === 0) return compose([{ line: nothing[verb] }]);
  const more = requests.length - mostNamed;
  return compose([
    { line: [`Which one? You can ${verb} ${requests.length} requests. Copy a command and send it:`] },
    ...requests.slice(0, mostNamed).map((request) => {
      const { sign, words } = stateOf(request);
      return { line: [commandFor(verb, request), ` ${sign} ${words} · `, shortSubject(request)] };
    }),
    ...(more > 0 ? [{ line: [`and ${more} more`] }] : []),
  ]);
}

const nothing: Readonly<Record<"cancel" | "revoke", Line>> = {
  cancel: ["None of your requests waits for approval. To end access, use ", { code: "/impersonate revoke" }, "."],
  revoke: [
    "You have no access to revoke. To withdraw a request that waits, use ",
    { code: "/impersonate cancel" },
    ". An approver names somebody else's, as in ",
    { code: "/impersonate revoke IMP-204" },
    ".",
  ],
};

export function cancelledAnswer(request: Request): Content {
  return compose([{ line: [{ bold: shortId(request) }, " (", shortSubject(request), ") is canceled."] }]);
}

export function revokedAnswer(request: Request, { confirmed, recorded }: Revoked): Content {
  return compose([
    {
      line: [
        { bold: shortId(request) },
        " (",
        shortSubject(request),
        confirmed
          ? "): access is revoked; Clerk confirmed it."
          : "): Clerk has not confirmed yet, so access may still work. Understudy keeps asking. To ask at once: ",
        ...(confirmed ? [] : [commandFor("revoke", request)]),
        ...(recorded ? [] : [" ", notRecorded]),
      ],
    },
  ]);
}

/** After a refusal: what the person may have meant. */
export function instead(verb: "cancel" | "revoke", { status, number }: Request): Line {
  if (verb === "revoke" && status === "pending") return [" To withdraw it: ", commandFor("cancel", { number })];
  const live = ["approved", "issued", "active", "revoking"].includes(status);
  return verb === "cancel" && live ? [" To end access: ", commandFor("revoke", { number })] : [];
}
