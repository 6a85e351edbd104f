// Finds whom somebody may mean, before they ask: for the form as they type, and for a name in a command.
import type { AskLimits } from "../checks/ask-limits.js";
import { requireRequester } from "../checks/authority.js";
import { freshForForm } from "../checks/freshness.js";
import { subjectProblem } from "../checks/policy.js";
import type { Context } from "../context.js";
import { type Draft, draftProblems } from "../model/draft.js";
import { canonicalEmail } from "../model/email.js";
import { ImpersonationError } from "../model/errors.js";
import type { NamedSubject } from "../model/request.js";
import type { Person } from "../ports/directory.js";
import type { ClerkUser } from "../ports/identity-provider.js";

/** Nobody is listed for less. */
export const nameMinLength = 2;
/** More are no choice. */
const mostNamed = 10;
const mostSuggested = 20;
const mostRecent = 10;
/** Clerk's answers are shared by everybody who types the same in this time. */
const searchSharedMs = 10_000;

/** Refuses those who may not ask, as far as Slack said lately. */
export async function requireMayAsk(context: Context, by: string): Promise<Person> {
  const { rules, askDirectory: directory } = context;
  return requireRequester({ rules, directory }, by, freshForForm(context));
}

/** For as much as somebody has typed: whom they asked for lately, then who is found. Refuses those who may not ask. */
export async function suggestSubjects(context: Context, by: string, typed: string): Promise<readonly NamedSubject[]> {
  const person = await requireMayAsk(context, by);
  const recent = (await context.store.recentSubjects(by, mostRecent)).filter(
    (subject) => hasWords(subject, typed) && isOffered(context, person, ofRecord(subject)),
  );
  if (lengthOf(typed) < nameMinLength) return recent;
  const { users } = await search(context, person, typed);
  const others = users.filter(({ id }) => !recent.some((one) => one.id === id));
  return [...recent, ...others].slice(0, mostSuggested);
}

/** The users whom a draft's `name` may mean: one to ten. Refuses also what else is wrong with the draft. */
export async function findSubjects(
  context: Context,
  limits: AskLimits,
  by: string,
  name: string,
  draft: Draft,
): Promise<readonly NamedSubject[]> {
  const others = draftProblems(draft, context.rules).filter(({ code }) => !gaps.has(code));
  const [problem] = others;
  if (problem !== undefined) throw new ImpersonationError(problem);
  limits.passForm(by);
  const person = await requireMayAsk(context, by);
  const { users, more } = await search(context, person, name);
  const named = { whose: "subject", by: "name", sought: name } as const;
  if (users.length > mostNamed || more) {
    throw new ImpersonationError({ code: "ambiguous_clerk_user", ...named });
  }
  if (users.length === 0) throw new ImpersonationError({ code: "no_clerk_user", ...named });
  return users;
}

/** The form asks for a reason that is missing, and for one in another form. */
const gaps: ReadonlySet<string> = new Set(["who_invalid", "reason_missing"]);

async function search(
  context: Context,
  person: Person,
  text: string,
): Promise<{ users: readonly ClerkUser[]; more: boolean }> {
  const { users, more } = await context.identities.searchUsers(text, context.clock.now() - searchSharedMs);
  const offered = users.filter((user) => isOffered(context, person, user));
  return { users: offered.toSorted((one, other) => rank(one, text) - rank(other, text)), more };
}

/** Nobody who would be refused at once: protected users, oneself, those who may not sign in. */
function isOffered({ rules }: Context, { email, emailConfirmed }: Person, user: ClerkUser): boolean {
  const emails = email !== null && emailConfirmed ? [email] : [];
  return subjectProblem(user, { sub: "", clerkId: null, emails }, rules.protectedSubjects) === undefined;
}

/** As far as the record has them: the person who asks is told the rest. */
function ofRecord({ id, name, shownEmail }: NamedSubject): ClerkUser {
  const verifiedEmails = shownEmail === null ? [] : [canonicalEmail(shownEmail)];
  const standing = { banned: false, locked: false, deprovisioned: false };
  return { id, name, shownEmail, verifiedEmails, unverifiedEmails: [], ...standing };
}

/** Who is called so comes first, then whose name or address begins so. */
function rank({ id, name, shownEmail }: NamedSubject, text: string): number {
  const texts = [id, name, shownEmail ?? ""].map((each) => each.toLowerCase());
  const wanted = text.trim().toLowerCase();
  if (texts.includes(wanted)) return 0;
  return texts.some((each) => each.startsWith(wanted)) ? 1 : 2;
}

function hasWords({ id, name, shownEmail }: NamedSubject, typed: string): boolean {
  const text = `${id} ${name} ${shownEmail ?? ""}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/[\s(),]+/)
    .every((word) => text.includes(word));
}

function lengthOf(typed: string): number {
  return [...typed.trim()].length;
}
