// Looks up what the policy needs to know about the person who acts, and refuses those who may not.
import { deferRejection } from "../deferred-rejection.js";
import { ImpersonationError } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { isUnset, type PeopleList, type Rules } from "../model/settings.js";
import { alwaysFresh, type Directory, type Person } from "../ports/directory.js";
import { channelProblem, isListed, isSamePerson, membershipProblem, refuseIf } from "./policy.js";

interface Authority {
  readonly directory: Directory;
  readonly rules: Rules;
}

/** Refuses everybody but active, human, full members of the workspace. */
async function requireMember({ directory, rules }: Authority, userId: string, since: number): Promise<Person> {
  const person = await directory.person(userId, since);
  refuseIf(membershipProblem(person, rules.teamId));
  return person;
}

function groupsOf({ directory }: Authority, list: PeopleList, since: number): Promise<ReadonlySet<string>[]> {
  return Promise.all(list.groupIds.map((id) => directory.group(id, since)));
}

/** Refuses people who may not ask: before anything about a subject is looked up for them. */
export async function requireRequester(authority: Authority, userId: string, since = alwaysFresh): Promise<Person> {
  const { requesters } = authority.rules;
  const groups = deferRejection(groupsOf(authority, requesters, since));
  const person = await requireMember(authority, userId, since);
  if (isUnset(requesters)) return person;
  if (!isListed(person, requesters, await groups())) throw new ImpersonationError({ code: "not_requester" });
  return person;
}

/** Refuses people who may not decide on this request. Answers requested at or after `since` are reused. */
export async function requireDecider(
  authority: Authority,
  request: Request,
  userId: string,
  since: number,
): Promise<Person> {
  if (userId === request.actorSlackId) throw new ImpersonationError({ code: "own_request" });
  const channel = deferRejection(authority.directory.approvalChannel(since));
  const person = await requireApprover(authority, userId, since);
  // Without an email of theirs, this may be a second account of the actor's.
  if (person.email === null || !person.emailConfirmed) throw new ImpersonationError({ code: "decider_email_missing" });
  if (isSamePerson(person, request.actorEmails)) throw new ImpersonationError({ code: "same_person_as_actor" });
  refuseIf(channelProblem(await channel(), authority.rules.approvers));
  return person;
}

/** Refuses people who are not approvers. */
export async function requireApprover(authority: Authority, userId: string, since: number): Promise<Person> {
  const { directory, rules } = authority;
  const groups = deferRejection(
    isUnset(rules.approvers)
      ? directory.approvalChannelMembers(since).then((members) => [members])
      : groupsOf(authority, rules.approvers, since),
  );
  const person = await requireMember(authority, userId, since);
  if (!isListed(person, rules.approvers, await groups())) throw new ImpersonationError({ code: "not_approver" });
  return person;
}

/**
 * Refuses where the card would reach nobody who may decide, or people it must not. Emails among the approvers count as
 * people who may: whose they are is only checked at a click. `notApprovers`: the actor, and the subject where it is known.
 */
export async function requireApprovalPossible(
  { directory, rules }: Authority,
  ...notApprovers: readonly (string | null)[]
): Promise<void> {
  const members = deferRejection(
    isUnset(rules.approvers)
      ? directory.approvalChannelMembers(alwaysFresh).then((set) => [set])
      : groupsOf({ directory, rules }, rules.approvers, alwaysFresh),
  );
  refuseIf(channelProblem(await directory.approvalChannel(alwaysFresh), rules.approvers));
  const candidates = [...rules.approvers.userIds, ...(await members()).flatMap((set) => [...set])];
  const excluded = [...notApprovers, rules.botUserId];
  if (rules.approvers.emails.length === 0 && candidates.every((id) => excluded.includes(id))) {
    throw new ImpersonationError({ code: "no_approvers" });
  }
}

/** Refuses where Slack does not list the members of the list's user groups. */
export async function requireGroups(authority: Authority, list: PeopleList): Promise<void> {
  await groupsOf(authority, list, alwaysFresh);
}
