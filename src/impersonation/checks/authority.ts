// Looks up what the policy needs to know about the person who acts, and refuses those who may not.
import { deferRejection } from "../deferred-rejection.js";
import { ImpersonationError } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { isUnset, type PeopleList, type Rules } from "../model/settings.js";
import type { Directory, Person } from "../ports/directory.js";
import type { Freshness } from "./freshness.js";
import {
  channelProblem,
  deciderProblem,
  isNamed,
  isRuledOutById,
  isSamePerson,
  membershipProblem,
  refuseIf,
} from "./policy.js";

interface Authority {
  readonly directory: Directory;
  readonly rules: Rules;
}

/** Refuses everybody but active, human, full members of the workspace. */
export async function requireMember({ directory, rules }: Authority, userId: string, since: number): Promise<Person> {
  const person = await directory.person(userId, since);
  refuseIf(membershipProblem(person, rules.teamId));
  return person;
}

/** Asks for one group after the other: Slack answers few such questions a minute, and most lists have one group. */
async function isInAnyGroup(
  { directory }: Authority,
  { groupIds }: PeopleList,
  isThere: (members: ReadonlySet<string>) => boolean,
  since: number,
): Promise<boolean> {
  for (const id of groupIds) if (isThere(await directory.group(id, since))) return true;
  return false;
}

/** Refuses people who may not ask: before anything about a subject is looked up for them. */
export async function requireRequester(
  authority: Authority,
  userId: string,
  since: Pick<Freshness, "person" | "members">,
): Promise<Person> {
  const { requesters } = authority.rules;
  if (isRuledOutById(userId, requesters)) throw new ImpersonationError({ code: "not_requester" });
  const person = await requireMember(authority, userId, since.person);
  if (isUnset(requesters) || isNamed(person, requesters)) return person;
  const isListed = await isInAnyGroup(authority, requesters, (members) => members.has(userId), since.members);
  if (!isListed) throw new ImpersonationError({ code: "not_requester" });
  return person;
}

/** Refuses people who may not decide on this request. */
export async function requireDecider(
  authority: Authority,
  request: Request,
  userId: string,
  since: Freshness,
): Promise<Person> {
  refuseIf(deciderProblem(userId, request, authority.rules.approvers));
  const channel = deferRejection(authority.directory.approvalChannel(since.channel));
  const person = await requireApprover(authority, userId, since);
  // Without an email of theirs, this may be a second account of the actor's.
  if (person.email === null || !person.emailConfirmed) throw new ImpersonationError({ code: "decider_email_missing" });
  if (isSamePerson(person, request.actorEmails)) throw new ImpersonationError({ code: "same_person_as_actor" });
  refuseIf(channelProblem(await channel(), authority.rules.approvers));
  return person;
}

/** Refuses people who are not approvers: first by what needs no look-up, then by who they are, and by groups last. */
export async function requireApprover(
  authority: Authority,
  userId: string,
  since: Pick<Freshness, "person" | "members">,
): Promise<Person> {
  const { directory, rules } = authority;
  const { approvers } = rules;
  if (isRuledOutById(userId, approvers)) throw new ImpersonationError({ code: "not_approver" });
  // At the same time as the person: everybody who clicks shares this answer.
  const isMember = isUnset(approvers)
    ? deferRejection(directory.isInApprovalChannel(userId, since.members))
    : undefined;
  const person = await requireMember(authority, userId, since.person);
  const isListed =
    isMember === undefined
      ? isNamed(person, approvers) ||
        (await isInAnyGroup(authority, approvers, (members) => members.has(userId), since.members))
      : await isMember();
  if (!isListed) throw new ImpersonationError({ code: "not_approver" });
  return person;
}

/**
 * Refuses where the card would reach nobody who may decide, or people it must not. Emails among the approvers count as
 * people who may: whose they are is only checked at a click. `notApprovers`: the actor, and the subject where it is known.
 */
export async function requireApprovalPossible(
  authority: Authority,
  since: Pick<Freshness, "channel" | "members">,
  ...notApprovers: readonly (string | null)[]
): Promise<void> {
  const { directory, rules } = authority;
  const { approvers } = rules;
  const excluded = [...notApprovers, rules.botUserId];
  const isOther = (id: string) => !excluded.includes(id);
  const possible = deferRejection(
    isUnset(approvers)
      ? directory.approvalChannelHas(isOther, since.members)
      : approvers.emails.length > 0 || approvers.userIds.some(isOther)
        ? Promise.resolve(true)
        : isInAnyGroup(authority, approvers, (members) => [...members].some(isOther), since.members),
  );
  refuseIf(channelProblem(await directory.approvalChannel(since.channel), approvers));
  if (!(await possible())) throw new ImpersonationError({ code: "no_approvers" });
}

/** Refuses where Slack does not list the members of the list's user groups. */
export async function requireGroups(directory: Directory, { groupIds }: PeopleList, since: number): Promise<void> {
  for (const id of groupIds) await directory.group(id, since);
}
