// What the form starts with, what it keeps after a refusal, and the draft that was filled in.
import { type Draft, minSessionMs } from "../../../impersonation/model/draft.js";
import { ImpersonationError } from "../../../impersonation/model/errors.js";
import type { Rules } from "../../../impersonation/model/settings.js";
import { clean, cleanLines, shorten } from "../../messages/blocks/compose.js";
import { optionLimits, type RequestFormValues, requestFields, requestId } from "../../messages/forms/request-form.js";
import { fieldOf, optionTextOf, type Submission } from "../../transport/payloads.js";
import { readWho, typedOption } from "./who-option.js";

type Durations = Pick<Rules, "sessionMs" | "sessionMaxMs">;

export function emptyForm({ sessionMs }: Durations): RequestFormValues {
  return { who: null, reason: "", ticket: "", sessionMs };
}

/** What was typed in a command, as far as the form can hold it; `mention` is how a mentioned person was shown. */
export function formValues(
  { who, reason, sessionMs, unsplit }: Draft,
  rules: Durations,
  mention?: string,
): RequestFormValues {
  const start = { ...emptyForm(rules), who: typedOption(who, mention), reason: cleanLines(reason) };
  if (sessionMs === undefined) return start;
  const isOffered = typeof sessionMs === "number" && sessionMs >= minSessionMs && sessionMs <= rules.sessionMaxMs;
  if (isOffered) return { ...start, sessionMs };
  // What was read and refused need not be read again; the answer quotes it.
  if (typeof sessionMs === "number")
    return sessionMs > rules.sessionMaxMs ? { ...start, sessionMs: rules.sessionMaxMs } : start;
  return { ...start, reason: cleanLines(unsplit ?? reason) };
}

/**
 * The values after a refusal; undefined where no other entry would help. A mention that led nowhere gives way to an empty
 * field.
 */
export function editableValues(values: RequestFormValues, error: unknown): RequestFormValues | undefined {
  if (!(error instanceof ImpersonationError)) return values;
  const { problem } = error;
  const nobody = { ...values, who: null };
  switch (problem.code) {
    case "not_a_member":
    case "not_requester":
      return undefined;
    case "mention_not_visible":
      return nobody;
    case "slack_email_missing":
    case "slack_email_unconfirmed":
      return problem.whose === "subject" ? nobody : values;
    case "no_clerk_user":
    case "ambiguous_clerk_user":
      return problem.whose === "subject" && problem.by === "slack" ? nobody : values;
    default:
      return values;
  }
}

export function submittedValues(submission: Submission, { sessionMs }: Durations): RequestFormValues {
  const who = typedOption(readWho(fieldOf(submission, requestFields.who)));
  const chosen = chosenMs(submission);
  return {
    who: who && {
      value: who.value,
      text: shorten(clean(optionTextOf(submission, requestFields.who)), optionLimits.text) || who.text,
    },
    reason: fieldOf(submission, requestFields.reason),
    ticket: fieldOf(submission, requestFields.ticket),
    sessionMs: typeof chosen === "number" ? chosen : sessionMs,
    ...askedAgain(submission.view.private_metadata),
  };
}

/** The form's metadata is the id of the request that is asked again, or empty. */
function askedAgain(metadata: string): Pick<RequestFormValues, "askedAgainOf"> {
  const id = requestId.safeParse(metadata);
  return id.success ? { askedAgainOf: id.data } : {};
}

/** A forged form may hold anything. */
export function submittedDraft(submission: Submission, rules: Durations): Draft {
  return { ...draftOf(submittedValues(submission, rules)), sessionMs: chosenMs(submission) };
}

export function draftOf({ who, reason, ticket, sessionMs }: RequestFormValues): Draft {
  const number = ticket.trim();
  const isNamed = number === "" || namesTicket(reason, number);
  return {
    who: who === null ? { kind: "unreadable", typed: "" } : readWho(who.value),
    reason: isNamed || reason.trim() === "" ? reason : `${number}: ${reason}`,
    sessionMs,
  };
}

/** As a word: "4821" does not name "482". */
function namesTicket(reason: string, number: string): boolean {
  const [first = "", ...others] = reason.split(number);
  let before = first;
  return others.some((after) => {
    const isWord = !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(after);
    before = after;
    return isWord;
  });
}

function chosenMs(submission: Submission) {
  const typed = fieldOf(submission, requestFields.duration);
  return /^\d{1,9}$/.test(typed) ? Number(typed) : ({ kind: "unreadable", typed } as const);
}

/** For an answer to quote. */
export function typedText({ who, reason }: RequestFormValues): string {
  return `${who === null ? "" : `${who.text} `}${reason}`;
}
