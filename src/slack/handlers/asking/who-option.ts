// Whom the form's field names: each option's value is a reference to one user.
import type { Draft, SubjectRef, Unreadable } from "../../../impersonation/model/draft.js";
import type { NamedSubject } from "../../../impersonation/model/request.js";
import { clean, shorten } from "../../messages/blocks/compose.js";
import { optionLimits, type RequestFormValues } from "../../messages/forms/request-form.js";
import { parseWho } from "../who.js";

type WhoOption = NonNullable<RequestFormValues["who"]>;

/** `clerk:user_…`, `email:…`, `username:…` or `slack:U…` */
function serialised(ref: SubjectRef): string {
  switch (ref.kind) {
    case "email":
      return `email:${ref.email}`;
    case "username":
      return `username:${ref.username}`;
    default:
      return `${ref.kind}:${ref.userId}`;
  }
}

const slackUserId = /^[UW][A-Z0-9]{1,60}$/;

/** Of an option that the bot has offered, or of a forged one. */
export function readWho(value: string): SubjectRef | Unreadable {
  const [, kind, named = ""] = /^(clerk|email|username|slack):(.*)$/s.exec(value) ?? [];
  const unreadable = { kind: "unreadable", typed: named } as const;
  if (kind === "slack") return slackUserId.test(named) ? { kind, userId: named } : unreadable;
  const ref = parseWho(kind === "username" ? `@${named}` : named);
  return ref.kind === kind ? ref : unreadable;
}

/** As typed; `mention` is how Slack's client showed a mentioned person. Null where an option can't hold it. */
export function typedOption(who: Draft["who"], mention?: string): WhoOption | null {
  if (who.kind === "unreadable") return null;
  const value = serialised(who);
  if (value.length > optionLimits.value) return null;
  return { value, text: shorten(clean(nameOf(who, mention)), optionLimits.text) };
}

function nameOf(ref: SubjectRef, mention = ""): string {
  switch (ref.kind) {
    case "slack":
      return mention === "" ? `Slack member ${ref.userId}` : `@${mention}`;
    case "email":
      return ref.email;
    case "clerk":
      return ref.userId;
    case "username":
      return `@${ref.username}`;
  }
}

/** Of a user that was found. */
export function subjectOption({ id, name, shownEmail }: NamedSubject): WhoOption {
  const words = clean(name) || id;
  const half = Math.floor((optionLimits.text - " ()".length) / 2);
  const text =
    shownEmail === null || clean(shownEmail) === words
      ? shorten(words, optionLimits.text)
      : `${shorten(words, half)} (${shorten(clean(shownEmail), half)})`;
  return { value: `clerk:${id}`, text };
}
