// Parses the text after /impersonate: <who> [for <duration>] <reason>.

import type { SubjectRef } from "../../impersonation/checks/identity.js";
import { parseDuration } from "../../impersonation/model/duration.js";
import { whoMaxLength } from "../../impersonation/model/settings.js";
import type { Draft } from "../../impersonation/verbs/ask.js";

type CommandText =
  | { readonly kind: "help" }
  /** Something is missing: the form asks for it, and starts with these values. */
  | { readonly kind: "form"; readonly who: SubjectRef | undefined; readonly sessionMs: number | undefined }
  | { readonly kind: "draft"; readonly draft: Draft };

/** `text` as Slack escapes it with `should_escape`: mentions `<@U…>`, emails `<mailto:…|…>`, `&amp;` `&lt;` `&gt;`. */
export function parseCommand(text: string): CommandText {
  const typed = text.trim();
  if (/^(help|\?)$/i.test(typed)) return { kind: "help" };
  if (typed === "") return { kind: "form", who: undefined, sessionMs: undefined };
  const [, first = "", rest = ""] = /^(<[^>]*>|\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
  const who = parseWho(first);
  const { sessionMs, reason } = splitDuration(rest);
  if (reason === "" && who !== "invalid" && sessionMs !== "invalid") return { kind: "form", who, sessionMs };
  return { kind: "draft", draft: { who, sessionMs, reason: decodeMarkup(reason) } };
}

const email = /^[^\s@<>|]+@[^\s@<>|]+\.[^\s@<>|]+$/;

// Invisible characters, with which two names could look alike, and lone surrogates.
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export function parseWho(text: string): SubjectRef | "invalid" {
  if (deceptive.test(text)) return "invalid";
  const mention = /^<@([UW][A-Z0-9]{1,60})(?:\|[^>]*)?>$/.exec(text)?.[1];
  // Only the id identifies the user; the label is what the client shows.
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
function splitDuration(rest: string): { sessionMs: Draft["sessionMs"]; reason: string } {
  const [, duration, reason = ""] = /^for(?:$|\s+(?=$|[\d+-])(\S*)\s*([\s\S]*)$)/i.exec(rest) ?? [];
  if (/^for\s*$/i.test(rest)) return { sessionMs: "invalid", reason: "" };
  if (duration === undefined) return { sessionMs: undefined, reason: rest.trim() };
  return { sessionMs: parseDuration(duration) ?? "invalid", reason: reason.trim() };
}

/** Turns Slack's mentions, channels, emails and URLs back into the text that the person saw. */
function decodeMarkup(text: string): string {
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
