// Who is who at Clerk: the actor by their Slack email, the subject by whatever name was given.
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
  const email = provenEmail(person, "actor");
  const user = only(await byVerifiedEmail(identities, email), "actor");
  if (user !== undefined) {
    refuseIf(actorProblem(user));
    return { sub: user.id, clerkId: user.id, emails: [...new Set([email, ...user.allEmails])] };
  }
  if (rules.actorFallback === "refuse") throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
  return { sub: `slack:${rules.teamId}:${person.id}`, clerkId: null, emails: [email] };
}

/** The same actor as when they asked, still in good standing? `person` is fresh from Slack. */
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
  const email = provenEmail(person, "actor");
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
  const user = only(await candidates(ref, directory, identities), "subject");
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
      return byVerifiedEmail(identities, provenEmail(await directory.person(ref.userId, alwaysFresh), "subject"));
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

// Clerk finds a user by any address; one that nobody verified could have been typed in by anybody.
async function byVerifiedEmail(identities: IdentityProvider, email: string): Promise<readonly ClerkUser[]> {
  const users = await identities.usersByEmail(email);
  return users.filter((user) => user.verifiedEmails.includes(email));
}

function only(users: readonly ClerkUser[], whose: Party): ClerkUser | undefined {
  if (users.length > 1) throw new ImpersonationError({ code: "ambiguous_clerk_user", whose });
  return users[0];
}

function provenEmail(person: Person, whose: Party): string {
  if (person.email === null) throw new ImpersonationError({ code: "slack_email_missing", whose });
  if (!person.emailConfirmed) throw new ImpersonationError({ code: "slack_email_unconfirmed", whose });
  return person.email.toLowerCase();
}
