// Reads what was typed after /impersonate: <who> [for <duration>] <reason>.

import type { SubjectRef } from "../../impersonation/checks/identity.js";
import { parseDuration } from "../../impersonation/model/duration.js";
import { whoMaxLength } from "../../impersonation/model/settings.js";
import type { Draft } from "../../impersonation/verbs/ask.js";

export type CommandText =
  | { readonly kind: "help" }
  /** Something is missing: the form asks for it. `who` as typed, for the form to begin with. */
  | { readonly kind: "form"; readonly who: SubjectRef | undefined; readonly sessionMs: number | undefined }
  | { readonly kind: "draft"; readonly draft: Draft };

/** `text` as Slack escapes it with `should_escape`: mentions `<@U…>`, emails `<mailto:…|…>`, `&amp;` `&lt;` `&gt;`. */
export function parseCommand(text: string): CommandText {
  const typed = text.trim();
  if (/^(help|\?)$/i.test(typed)) return { kind: "help" };
  if (typed === "") return { kind: "form", who: undefined, sessionMs: undefined };
  const [, first = "", rest = ""] = /^(<[^>]*>|\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
  const who = parseWho(first);
  const { sessionMs, reason } = takeDuration(rest);
  if (reason === "" && who !== "invalid" && sessionMs !== "invalid") return { kind: "form", who, sessionMs };
  return { kind: "draft", draft: { who, sessionMs, reason: asTyped(reason) } };
}

const email = /^[^\s@<>|]+@[^\s@<>|]+\.[^\s@<>|]+$/;

// Characters that nobody can see in a name, that could make two names look alike, or that are only half a character.
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export function parseWho(text: string): SubjectRef | "invalid" {
  if (deceptive.test(text)) return "invalid";
  const mention = /^<@([UW][A-Z0-9]{1,60})(?:\|[^>]*)?>$/.exec(text)?.[1];
  // The label is whatever the client shows; only the id says who it is.
  if (mention !== undefined) return { kind: "slack", userId: mention };
  const mailto = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/.exec(text)?.[1];
  const plain = unescapeText(mailto ?? text);
  if (plain.length > whoMaxLength) return "invalid";
  if (email.test(plain)) return { kind: "email", email: plain };
  if (mailto !== undefined) return "invalid";
  if (/^user_[A-Za-z0-9]+$/.test(plain)) return { kind: "clerk", userId: plain };
  const username = /^@([^\s@<>|]{1,64})$/.exec(plain)?.[1];
  return username === undefined ? "invalid" : { kind: "username", username };
}

/** "for" begins a duration when nothing, a digit or a sign follows; `for the invoices` is a reason. */
function takeDuration(rest: string): { sessionMs: Draft["sessionMs"]; reason: string } {
  const [, asked, reason = ""] = /^for(?:$|\s+(?=$|[\d+-])(\S*)\s*([\s\S]*)$)/i.exec(rest) ?? [];
  if (/^for\s*$/i.test(rest)) return { sessionMs: "invalid", reason: "" };
  if (asked === undefined) return { sessionMs: undefined, reason: rest.trim() };
  return { sessionMs: parseDuration(asked) ?? "invalid", reason: reason.trim() };
}

/** Undoes what Slack made of mentions, channels, emails and addresses: text again, as the person saw it. */
function asTyped(text: string): string {
  return unescapeText(
    text.replace(/<([@#!]?)([^|>]*)(?:\|([^>]*))?>/g, (_all, sign: string, target: string, label?: string) => {
      if (sign === "") return target.startsWith("mailto:") ? (label ?? target.slice(7)) : target;
      if (label !== undefined && label !== "")
        return /^[@#]/.test(label) ? label : `${sign === "!" ? "@" : sign}${label}`;
      return `${sign === "!" ? "@" : sign}${target}`;
    }),
  );
}

function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
