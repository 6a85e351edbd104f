// Who may do what, as pure functions of what was looked up. Each returns the problem, or undefined.
import { ImpersonationError, type Problem } from "../model/errors.js";
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

/** `groups` are the members of the list's user groups. An unconfirmed email proves nothing about its holder. */
export function isListed(person: Person, list: PeopleList, groups: readonly ReadonlySet<string>[]): boolean {
  return (
    list.userIds.includes(person.id) ||
    groups.some((members) => members.has(person.id)) ||
    (person.email !== null && person.emailConfirmed && list.emails.includes(person.email.toLowerCase()))
  );
}

/** Without named approvers everybody in the channel decides, so nobody may join it without an invitation. */
export function channelProblem(channel: ApprovalChannel, approvers: PeopleList): Problem | undefined {
  if (channel.archived) return { code: "channel_archived" };
  if (channel.sharedOutside) return { code: "channel_shared" };
  if (!channel.joined) return { code: "channel_not_joined" };
  if (isUnset(approvers) && !channel.private) return { code: "channel_public" };
  return undefined;
}

/** Another Slack account with one of the actor's addresses does not count as a second person. */
export function isSamePerson(person: Person, actorEmails: readonly string[]): boolean {
  return person.email !== null && actorEmails.includes(person.email.toLowerCase());
}

export interface ActorIdentity {
  readonly sub: string;
  readonly clerkId: string | null;
  /** In lower case. */
  readonly emails: readonly string[];
}

export function subjectProblem(subject: ClerkUser, actor: ActorIdentity, list: ProtectedSubjects): Problem | undefined {
  if (subject.id === actor.clerkId || subject.allEmails.some((email) => actor.emails.includes(email))) {
    return { code: "self_impersonation" };
  }
  if (isProtected(subject, list)) return { code: "protected_subject" };
  if (subject.banned) return { code: "banned", whose: "subject" };
  if (subject.locked) return { code: "locked", whose: "subject" };
  return undefined;
}

export function actorProblem(actor: ClerkUser): Problem | undefined {
  if (actor.banned) return { code: "banned", whose: "actor" };
  if (actor.locked) return { code: "locked", whose: "actor" };
  return undefined;
}

function isProtected(subject: ClerkUser, list: ProtectedSubjects): boolean {
  return (
    list.userIds.includes(subject.id) ||
    subject.allEmails.some(
      (email) => list.emails.includes(email) || list.domains.includes(email.slice(email.lastIndexOf("@") + 1)),
    )
  );
}

export function refuseIf(problem: Problem | undefined): void {
  if (problem !== undefined) throw new ImpersonationError(problem);
}
