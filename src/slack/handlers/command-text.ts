// Reads the text after /impersonate: <who> [[for] <duration>] <reason>, or <who> <reason> for <duration>.
import type { Draft, SubjectRef, Unreadable } from "../../impersonation/model/draft.js";
import { leadingDuration } from "../../impersonation/model/duration.js";
import { displayName, parseWho, quotes } from "./who.js";

/** `text` as Slack escapes it with `should_escape`: mentions `<@U…>`, emails `<mailto:…|…>`, `&amp;` `&lt;` `&gt;`. */
export function parseCommand(text: string): Draft {
  const { who, rest } = splitWho(text.trim());
  return { who, ...splitDuration(decodeMarkup(rest).replace(separators, "").trim()) };
}

const separators = /^(?:[\s,;\p{Cf}]|[:–—-](?=\s|$))+/u;

interface Split {
  readonly who: SubjectRef | Unreadable;
  readonly rest: string;
}

// An apostrophe after a mention may belong to the reason: "@bob's invoices".
const mention = new RegExp(
  `^[${quotes}(<[{\\p{Cf}]*<@([UW][A-Z0-9]{1,60})(?:\\|[^>]*)?>(?:[${quotes}>)\\]}\\p{Cf}](?<!['‘’](?=\\p{L})))*([\\s\\S]*)$`,
  "u",
);

function splitWho(typed: string): Split {
  // Only the id identifies the user; the label is what the client shows.
  const [, userId, rest = ""] = mention.exec(typed) ?? [];
  if (userId !== undefined) return { who: { kind: "slack", userId }, rest };
  return typedWho(typed);
}

/** How Slack's client shows the person who is mentioned at the beginning: for the person who typed it alone. */
export function mentionLabel(text: string): string | undefined {
  return /^[^<]*<@[UW][A-Z0-9]+\|([^>]+)>/.exec(text.trim())?.[1];
}

function typedWho(typed: string): Split {
  const [, first = "", rest = ""] = copiedAddress(typed) ??
    quotedName.exec(typed) ??
    firstWord.exec(typed) ?? [undefined, typed];
  // A label is no username, and a link leads to its address.
  if (/<[@!#]/.test(first)) return { who: { kind: "unreadable", typed: decodeMarkup(first) }, rest };
  return { who: parseWho(decodeMarkup(first.replace(/<mailto:([^|>]+)(?:\|[^>]*)?>/g, "$1"))), rest };
}

/** Several words, in quotes. */
const quotedName = /^["“„«](?=\p{L})([^"“”„«»<>&@]{1,60}\s[^"“”„«»<>&@]{1,60})["“”»]([\s\S]*)$/u;
const firstWord = /^((?:<[^>]*>|[^\s<])+)([\s\S]*)$/;

/** `Bob Brown <bob@example.com>`, as Slack escapes it, with or without markup around the address. */
function copiedAddress(typed: string): RegExpExecArray | undefined {
  const read = /^(([^<>&]{1,80})&lt;(?:<mailto:[^>]*>|[^\s<>&]+)&gt;[,;:]?)([\s\S]*)$/.exec(typed);
  if (read === null || !displayName.test(read[2] ?? "")) return undefined;
  read.splice(2, 1);
  return read;
}

type Timed = Pick<Draft, "sessionMs" | "reason" | "unsplit">;

/** What only looks like a duration stays in the reason; after "for", what can't be meant otherwise is unreadable. */
function splitDuration(text: string): Timed {
  if (/^for$/i.test(text)) return { sessionMs: undefined, reason: "" };
  const timed = atBeginning(text) ?? atEnd(text);
  return timed === undefined ? { sessionMs: undefined, reason: text } : { ...timed, unsplit: text };
}

const qualifier = /^(?:(?:about|around|up to|at most|max\.?)\s+|~\s*)?/i;
const preposition = new RegExp(`^(for\\b\\s*)?${qualifier.source.slice(1)}`, "i");
const opening = new RegExp(`^[${quotes}*_([]`);
const closing = new RegExp(`^[${quotes}*_)\\]]`);
const trailing = new RegExp(`[${quotes}*_)\\].,;:!]{1,4}$`);
/** A sign, a time of day, a fraction or a range of a unit, or a word that begins like a unit or is nearly one. */
const oddDuration =
  /^(?:[+-]\d[^\s,;:]*|\d+:\d+\p{L}*|(?:\.\d+|\d+\/\d+|\d+\s?[-–]\s?\d+)\s*(?:h|m|hou?rs?|min(?:ute)?s?)|\d[\d.,]*\s*(?:minu|mintu|mniu|mi(?!\p{L})|hour|hr|secon)\p{L}*|\d+[hms]\d[^\s,;:]*)(?=$|[\s,;:])/iu;
/** What comes before these words describes something else: "1 hour ago", "5 minutes after login", "15 min timeout". */
const describing =
  /^\s*(?:ago|later?|old|earlier|after|before|into|of|since|apart|timeouts?|delays?|lags?|outages?|downtime|window|interval|limit)\b/i;
/** After "for", also what lasts already: "for 2 hours now". */
const lasting = /^\s*(?:now|already|straight)\b/i;
/** Before "for" at the end: "has been down for 2 hours". */
const lasted =
  /\b(?:been|was|were|could|ran|runs|waited|waits|waiting|lasted|lasts|took|takes|hung|hangs|down|offline|stuck|charged|billed|paid)\b[^,;:.(]*$/i;
/** Before a time that is written out: "cannot log in for 2 hours". */
const complaint =
  /\b(?:not|cannot|can['’]?t|won['’]?t|does ?n['’]?t|is ?n['’]?t|unable|fails?|failing|missing|gone|broken)\b[^,;:.(]*$/i;
/** Less is hardly a session, but often part of a reason: "shows for 30s". So are a server's answers: "500s". */
const plausibleMs = 60_000;
const statusCodes = /^\d{3}s$/i;

function atBeginning(text: string): Timed | undefined {
  const [before = "", word] = preposition.exec(text) ?? [];
  const isAfterFor = word !== undefined;
  const afterFor = text.slice(before.length);
  const quote = opening.exec(afterFor)?.[0] ?? "";
  const quoted = afterFor.slice(quote.length);
  // "1h, 30 minutes of video are missing": only the first part is the duration.
  const reads = [quoted, quoted.replace(/,[\s\S]*$/, "")].map(leadingDuration);
  const read = reads.find((some) => some !== undefined && !describing.test(quoted.slice(some.length)));
  if (read === undefined && reads[0] !== undefined) return undefined;
  if (read !== undefined) {
    const typed = quoted.slice(0, read.length);
    const rest = quoted.slice(read.length).replace(quote === "" ? "" : closing, "");
    const isWhole = /^(?:$|[\s,;:!\p{Cf}]|\.(?!\d))/u.test(rest);
    const describes = isAfterFor ? lasting.test(rest) || /\d-/.test(typed) : !isPlausibleAlone(read.ms, typed);
    if (isWhole && describes) return undefined;
    if (isWhole) return { sessionMs: read.ms, reason: rest.replace(/^[.!]/, "").replace(separators, "") };
  }
  const odd = isAfterFor ? oddDuration.exec(afterFor)?.[0] : undefined;
  if (odd === undefined) return undefined;
  return { sessionMs: { kind: "unreadable", typed: odd }, reason: afterFor.slice(odd.length).replace(separators, "") };
}

function atEnd(text: string): Timed | undefined {
  const [, reason, afterFor] = /^([\s\S]*[\s,;:(])for\s+(\S[^\n]{0,60})$/i.exec(text) ?? [];
  if (reason === undefined || afterFor === undefined || lasted.test(reason.slice(-200))) return undefined;
  const typed = afterFor.replace(qualifier, "").replace(opening, "").replace(trailing, "");
  const read = leadingDuration(typed);
  const odd = oddDuration.exec(typed)?.[0];
  if (read === undefined && odd === typed && /\p{L}/u.test(odd)) {
    return { sessionMs: { kind: "unreadable", typed }, reason: withoutEnd(reason) };
  }
  if (read === undefined || read.length !== typed.length || !isPlausible(read.ms, typed)) return undefined;
  const isWrittenOut = /hour|minute|second/i.test(typed);
  if (isWrittenOut && complaint.test(reason.slice(-200))) return undefined;
  return { sessionMs: read.ms, reason: withoutEnd(reason) };
}

/** A duration of zero is, too: it is refused instead of passed over. */
function isPlausible(ms: number, typed: string): boolean {
  return (ms === 0 || ms >= plausibleMs) && !statusCodes.test(typed);
}

/** Without "for", not what describes something else: "a 5-minute timeout", "2 hour delays". */
function isPlausibleAlone(ms: number, typed: string): boolean {
  return isPlausible(ms, typed) && !/\d-|(?:^|\s)(?!1\s)\d+\s*(?:hour|minute|second)$/i.test(typed);
}

/** Without the separators at its end; a dash only where it stands alone. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (/[\s,;:(]/.test(text.charAt(end - 1)) || /\s[-–—]$/.test(text.slice(Math.max(0, end - 2), end))))
    end -= 1;
  return text.slice(0, end);
}

/** Turns Slack's mentions, channels, emails and URLs back into the text that the person saw. */
export function decodeMarkup(text: string): string {
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
