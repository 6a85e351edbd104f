// Who may do what, as pure functions of what was looked up. Each returns the problem, or undefined.
import { domainOf, mailboxOf } from "../model/email.js";
import { ImpersonationError, type Party, type Problem } from "../model/errors.js";
import type { Request, UnverifiedClash } from "../model/request.js";
import { isUnset, type PeopleList, type ProtectedSubjects } from "../model/settings.js";
import type { ApprovalChannel, Person } from "../ports/directory.js";
import type { ClerkUser } from "../ports/identity-provider.js";

export function membershipProblem(person: Person, teamId: string): Problem | undefined {
  if (person.deactivated) return { code: "not_a_member", why: "deactivated" };
  if (person.bot) return { code: "not_a_member", why: "bot" };
  if (person.stranger || !person.teamIds.includes(teamId)) return { code: "not_a_member", why: "other_workspace" };
  if (person.guest) return { code: "not_a_member", why: "guest" };
  return undefined;
}

/** Whether the list has them by their id or address. An unconfirmed email proves nothing about its holder. */
export function isNamed(person: Person, list: PeopleList): boolean {
  return (
    list.userIds.includes(person.id) ||
    (person.email !== null && person.emailConfirmed && list.emails.includes(person.email))
  );
}

/** Whether the list has nothing but ids, and not this one: then no look-up can show that they are on it. */
export function isRuledOutById(userId: string, list: PeopleList): boolean {
  const onlyIds = !isUnset(list) && list.groupIds.length + list.emails.length === 0;
  return onlyIds && !list.userIds.includes(userId);
}

/** What is known of a decision without a look-up. */
export function deciderProblem(
  userId: string,
  { actorSlackId }: Pick<Request, "actorSlackId">,
  approvers: PeopleList,
): Problem | undefined {
  if (userId === actorSlackId) return { code: "own_request" };
  return isRuledOutById(userId, approvers) ? { code: "not_approver" } : undefined;
}

/** Without named approvers everybody in the channel decides, so nobody may join it without an invitation. */
export function channelProblem(channel: ApprovalChannel, approvers: PeopleList): Problem | undefined {
  if (channel.archived) return { code: "channel_archived" };
  if (channel.sharedOutside) return { code: "channel_shared" };
  if (!channel.joined) return { code: "channel_not_joined" };
  if (isUnset(approvers) && !channel.private) return { code: "channel_public" };
  return undefined;
}

/** Another Slack account that gets the mail of one of the actor's addresses does not count as a second person. */
export function isSamePerson(person: Person, actorEmails: readonly string[]): boolean {
  const { email } = person;
  return email !== null && actorEmails.some((actorEmail) => mailboxOf(actorEmail) === mailboxOf(email));
}

/** Whether a Slack account is known to be the subject's: by the mention that named them, or by a verified address. */
export function isSubject(person: Person, subject: ClerkUser, mentioned: string | null): boolean {
  return person.id === mentioned || isSamePerson(person, subject.verifiedEmails);
}

export interface ActorIdentity {
  readonly sub: string;
  readonly clerkId: string | null;
  /** Verified at Clerk, or confirmed in Slack. */
  readonly emails: readonly string[];
}

export function subjectProblem(subject: ClerkUser, actor: ActorIdentity, list: ProtectedSubjects): Problem | undefined {
  if (subject.id === actor.clerkId || subject.verifiedEmails.some((email) => actor.emails.includes(email))) {
    return { code: "self_impersonation" };
  }
  if (list.userIds.includes(subject.id) || subject.verifiedEmails.some((email) => isProtected(email, list))) {
    return { code: "protected_subject" };
  }
  return standingProblem(subject, "subject");
}

/** Whether Clerk lets the user sign in. */
export function standingProblem({ banned, locked, deprovisioned }: ClerkUser, whose: Party): Problem | undefined {
  if (banned) return { code: "banned", whose };
  if (locked) return { code: "locked", whose };
  return deprovisioned ? { code: "deprovisioned", whose } : undefined;
}

/** An entry `*.example.com` covers example.com and every domain below it, `example.com` that domain alone. */
function isProtected(email: string, { emails, domains }: ProtectedSubjects): boolean {
  const domain = domainOf(email);
  const covers = (entry: string) => (entry.startsWith("*.") ? `.${domain}`.endsWith(entry.slice(1)) : domain === entry);
  return emails.includes(email) || domains.some(covers);
}

/** A message holds only so much, and a user any number of addresses. */
const maxClashes = 3;

/**
 * The subject's unverified addresses that would matter if they were verified. Anybody can add one, so they decide nothing;
 * the card names them.
 */
export function subjectClashes(
  subject: ClerkUser,
  actor: ActorIdentity,
  list: ProtectedSubjects,
  decider?: Person,
): readonly UnverifiedClash[] {
  const matters = (email: string) =>
    actor.emails.includes(email) ||
    isProtected(email, list) ||
    (decider !== undefined && isSamePerson(decider, [email]));
  return subject.unverifiedEmails
    .filter(matters)
    .slice(0, maxClashes)
    .map((email) => ({ whose: "subject", email }));
}

/** The same for an actor who has added the decider's address: known once somebody decides. */
export function actorClashes(actor: ClerkUser | undefined, decider: Person): readonly UnverifiedClash[] {
  const added = actor?.unverifiedEmails.filter((email) => isSamePerson(decider, [email])) ?? [];
  return added.slice(0, maxClashes).map((email) => ({ whose: "actor", email }));
}

export function refuseIf(problem: Problem | undefined): void {
  if (problem !== undefined) throw new ImpersonationError(problem);
}
