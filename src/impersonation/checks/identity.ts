// Finds people at Clerk: the actor by their Slack email, the subject by what was entered.
import { ImpersonationError, type Party } from "../model/errors.js";
import type { Request } from "../model/request.js";
import type { Rules } from "../model/settings.js";
import { alwaysFresh, type Directory, type Person } from "../ports/directory.js";
import type { ClerkUser, IdentityProvider } from "../ports/identity-provider.js";
import type { ActorIdentity } from "./policy.js";
import { actorProblem, refuseIf } from "./policy.js";

export type SubjectRef =
  | { kind: "slack"; userId: string }
  | { kind: "email"; email: string }
  | { kind: "clerk"; userId: string }
  | { kind: "username"; username: string };

export async function identifyActor(
  person: Person,
  identities: IdentityProvider,
  rules: Rules,
): Promise<ActorIdentity> {
  const email = confirmedEmail(person, "actor");
  const user = atMostOne(await byVerifiedEmail(identities, email), "actor");
  if (user !== undefined) {
    refuseIf(actorProblem(user));
    return { sub: user.id, clerkId: user.id, emails: [...new Set([email, ...user.allEmails])] };
  }
  if (rules.actorFallback === "refuse") throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
  return { sub: `slack:${rules.teamId}:${person.id}`, clerkId: null, emails: [email] };
}

/**
 * Refuses an actor who is no longer the one who asked, or is banned or locked. `person` is fresh from Slack. Undefined
 * where the actor has no Clerk user.
 */
export async function confirmActor(
  person: Person,
  { actorClerkId: clerkId, actorSub }: Pick<Request, "actorClerkId" | "actorSub">,
  identities: IdentityProvider,
  rules: Rules,
): Promise<ClerkUser | undefined> {
  if (clerkId === null) {
    const again = await identifyActor(person, identities, rules);
    if (again.sub !== actorSub) throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
    return undefined;
  }
  const email = confirmedEmail(person, "actor");
  const user = await identities.user(clerkId);
  if (user === undefined || !user.verifiedEmails.includes(email)) {
    throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
  }
  refuseIf(actorProblem(user));
  return user;
}

export async function identifySubject(
  ref: SubjectRef,
  directory: Directory,
  identities: IdentityProvider,
): Promise<ClerkUser> {
  const user = atMostOne(await candidates(ref, directory, identities), "subject");
  if (user === undefined) throw new ImpersonationError({ code: "no_clerk_user", whose: "subject" });
  return user;
}

async function candidates(
  ref: SubjectRef,
  directory: Directory,
  identities: IdentityProvider,
): Promise<readonly ClerkUser[]> {
  switch (ref.kind) {
    case "slack":
      return byVerifiedEmail(identities, confirmedEmail(await directory.person(ref.userId, alwaysFresh), "subject"));
    case "email":
      return byVerifiedEmail(identities, ref.email.toLowerCase());
    case "username":
      return identities.usersByUsername(ref.username);
    case "clerk": {
      const user = await identities.user(ref.userId);
      return user === undefined ? [] : [user];
    }
  }
}

// Clerk finds users by unverified addresses too, and anybody could have entered those.
async function byVerifiedEmail(identities: IdentityProvider, email: string): Promise<readonly ClerkUser[]> {
  const users = await identities.usersByEmail(email);
  return users.filter((user) => user.verifiedEmails.includes(email));
}

function atMostOne(users: readonly ClerkUser[], whose: Party): ClerkUser | undefined {
  if (users.length > 1) throw new ImpersonationError({ code: "ambiguous_clerk_user", whose });
  return users[0];
}

function confirmedEmail(person: Person, whose: Party): string {
  if (person.email === null) throw new ImpersonationError({ code: "slack_email_missing", whose });
  if (!person.emailConfirmed) throw new ImpersonationError({ code: "slack_email_unconfirmed", whose });
  return person.email.toLowerCase();
}
