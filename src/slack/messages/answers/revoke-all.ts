// What `/impersonate revoke all` says: how much would end, how far it has come, and what came of each request.
import { shortId } from "../../../impersonation/model/short-id.js";
import type { Live, RevokeResult, Scope } from "../../../impersonation/verbs/revoke-all.js";
import { revokeAllButton } from "../blocks/buttons.js";
import { type Content, compose, type Line } from "../blocks/compose.js";
import { notRecorded } from "../words/phrases.js";
import { shortSubject } from "../words/request-line.js";
import { stateOf } from "../words/state.js";

const mostNamed = 20;
const scopes: readonly Scope[] = ["everybody", "own"];

/** The value of the button that `confirmRevokeAll` shows; undefined for any other. */
export function scopeOf(value: string): Scope | undefined {
  return scopes.find((scope) => scope === value);
}

export function confirmRevokeAll({ scope, requests }: Live): Content {
  const count = requests.length;
  if (count === 0) {
    return compose([{ line: [scope === "everybody" ? "Nobody has access now." : "You have no access to revoke."] }]);
  }
  const whose = scope === "everybody" ? "all live access, everybody's" : "all your access";
  const more = count - mostNamed;
  return compose([
    { line: [`This ends ${whose}: ${accesses(count)}.`] },
    ...requests.slice(0, mostNamed).map((request) => {
      const { sign, words } = stateOf(request);
      const who: Line = scope === "everybody" ? [" · ", { user: request.actorSlackId }] : [];
      return { line: [`${sign} `, { bold: shortId(request) }, ` ${words}`, ...who, " · ", shortSubject(request)] };
    }),
    ...(more > 0 ? [{ line: [`and ${more} more`] }] : []),
    {
      buttons: [
        revokeAllButton(
          scope,
          `Revoke all ${count}`,
          `This ends ${whose}: ${accesses(count)}, and any that starts until you confirm. It can't be undone.`,
        ),
      ],
    },
  ]);
}

function accesses(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}

export function revokeAllProgress(done: number, of: number): Content {
  return compose([
    {
      line: [
        `🔄 Revoking: ${done} of ${accesses(of)} tried. Access may still work until this message says that it is revoked.`,
      ],
    },
  ]);
}

/** What is not confirmed comes first. */
export function revokeAllResults(results: readonly RevokeResult[]): Content {
  if (results.length === 0) return compose([{ line: ["Nobody has access now: nothing was left to revoke."] }]);
  const sorted = results.toSorted((one, other) => urgency(one) - urgency(other));
  const count = (outcome: RevokeResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const revoked = count("revoked");
  const [open, never, refused, over] = [
    count("not_confirmed"),
    count("never_confirmed"),
    count("refused"),
    count("over"),
  ];
  const more = results.length - mostNamed;
  return compose([
    {
      line: [
        { bold: `Revoked ${revoked} of ${accesses(results.length)}${revoked > 0 ? "; Clerk confirmed it" : ""}.` },
        over > 0 ? ` ${over} had ended before.` : "",
        open > 0 ? ` Not confirmed: ${open}. Access may still work; Understudy keeps asking.` : "",
        never > 0 ? ` Never confirmed: ${never}. Check the sessions of these users in Clerk.` : "",
        refused > 0 ? ` Not done: ${refused}. Try again.` : "",
      ].filter((part) => part !== ""),
    },
    ...sorted.slice(0, mostNamed).map((result) => ({
      line: [
        `${words[result.outcome]} `,
        { bold: shortId(result.request) },
        " ",
        shortSubject(result.request),
      ] satisfies Line,
    })),
    ...(more > 0 ? [{ line: [`and ${more} more`] }] : []),
    ...(results.some((result) => result.outcome !== "refused" && !result.recorded) ? [{ line: [notRecorded] }] : []),
  ]);
}

const words: Readonly<Record<RevokeResult["outcome"], string>> = {
  not_confirmed: "🚨 Not confirmed:",
  never_confirmed: "‼️ Never confirmed:",
  refused: "❌ Not done:",
  revoked: "🔒 Revoked:",
  over: "🏁 Ended before:",
};

function urgency({ outcome }: RevokeResult): number {
  return ["not_confirmed", "never_confirmed", "refused", "revoked", "over"].indexOf(outcome);
}
