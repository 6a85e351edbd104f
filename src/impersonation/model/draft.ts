// What somebody entered to ask for a request, as far as it could be read, and what can be said of it without a look-up.
import { ImpersonationError, type Problem } from "./errors.js";
import { redactSecrets } from "./redact.js";
import { type Rules, reasonMaxLength, whoMaxLength } from "./settings.js";

/** One user, as somebody names them. */
export type SubjectRef =
  | { readonly kind: "slack"; readonly userId: string }
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "clerk"; readonly userId: string }
  | { readonly kind: "username"; readonly username: string };

/** `typed` is "" where nothing was entered. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly typed: string;
}

export interface Draft {
  readonly who: SubjectRef | Unreadable;
  readonly reason: string;
  /** Undefined: the default of the settings. */
  readonly sessionMs: number | Unreadable | undefined;
  /** The text that the duration was taken out of, for where it could not be read. */
  readonly unsplit?: string;
}

export type DraftProblem = Extract<
  Problem,
  {
    code:
      | "who_invalid"
      | "reason_missing"
      | "reason_too_long"
      | "reason_unmatched"
      | "duration_invalid"
      | "duration_too_long";
  }
>;

/** Clerk counts in seconds. The bot offers nothing shorter, but somebody may type it, and a forged form ask for it. */
export const minSessionMs = 1_000;

type DraftRules = Pick<Rules, "sessionMaxMs" | "reason">;

export function draftProblems({ who, reason, sessionMs }: Draft, rules: DraftRules): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (who.kind === "unreadable") problems.push({ code: "who_invalid", typed: who.typed });
  if (typeof sessionMs === "object") problems.push({ code: "duration_invalid", typed: sessionMs.typed });
  else if (sessionMs !== undefined && !(sessionMs >= minSessionMs))
    problems.push({ code: "duration_invalid", typed: "" });
  else if (sessionMs !== undefined && sessionMs > rules.sessionMaxMs) {
    problems.push({ code: "duration_too_long", askedMs: sessionMs, maxMs: rules.sessionMaxMs });
  }
  const length = [...reason.trim()].length;
  const { pattern, hint } = rules.reason;
  if (!hasVisibleText(reason)) problems.push({ code: "reason_missing" });
  // The pattern is not matched against more: it may take long.
  else if (length > reasonMaxLength) problems.push({ code: "reason_too_long", length });
  else if (pattern !== null && pattern.find(reason.trim()) === undefined) {
    problems.push({ code: "reason_unmatched", hint });
  }
  return problems;
}

/** Throws the first problem. */
export function requireReadable(draft: Draft, rules: DraftRules) {
  const [problem] = draftProblems(draft, rules);
  const { who, sessionMs } = draft;
  if (problem !== undefined || who.kind === "unreadable" || typeof sessionMs === "object") {
    throw new ImpersonationError(problem ?? { code: "who_invalid", typed: "" });
  }
  return { who, sessionMs, reason: draft.reason.trim() };
}

/** Whom a draft is for, as entered: without secrets, as somebody may have pasted anything. */
export function named({ who }: Draft): string {
  // What is far too long for a name is not searched for secrets in full.
  return redactSecrets(textOf(who).slice(0, 4 * whoMaxLength)).slice(0, whoMaxLength);
}

function textOf(who: Draft["who"]): string {
  switch (who.kind) {
    case "slack":
      return who.userId;
    case "email":
      return who.email;
    case "clerk":
      return who.userId;
    case "username":
      return `@${who.username}`;
    case "unreadable":
      return who.typed;
  }
}

/** Something that has a shape: no blanks, no marks without a letter, and none of the letters that are drawn as nothing. */
function hasVisibleText(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ""));
}
