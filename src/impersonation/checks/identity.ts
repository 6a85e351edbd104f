// Finds people at Clerk: the actor by their Slack email, the subject by what was entered.
import { deferRejection } from "../deferred-rejection.js";
import type { SubjectRef } from "../model/draft.js";
import { canonicalEmail } from "../model/email.js";
import { ImpersonationError, type Party, type SoughtBy } from "../model/errors.js";
import type { Request } from "../model/request.js";
import type { Rules } from "../model/settings.js";
import { alwaysFresh, type Directory, type Person } from "../ports/directory.js";
import type { ClerkUser, IdentityProvider } from "../ports/identity-provider.js";
import type { ActorIdentity } from "./policy.js";
import { refuseIf, standingProblem } from "./policy.js";

export async function identifyActor(
  person: Person,
  identities: IdentityProvider,
  rules: Rules,
): Promise<ActorIdentity> {
  return identityOf(person, await usersOf(person, identities), rules);
}

function usersOf(person: Person, identities: IdentityProvider): Promise<readonly ClerkUser[]> {
  return identities.usersByVerifiedEmail(confirmedEmail(person, "actor"));
}

function identityOf(person: Person, [user, another]: readonly ClerkUser[], rules: Rules): ActorIdentity {
  const email = confirmedEmail(person, "actor");
  if (another !== undefined) throw new ImpersonationError({ code: "ambiguous_clerk_user", whose: "actor" });
  if (user !== undefined) {
    refuseIf(standingProblem(user, "actor"));
    return { sub: user.id, clerkId: user.id, emails: [...new Set([email, ...user.verifiedEmails])] };
  }
  if (rules.actorFallback === "refuse") throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
  return { sub: `slack:${rules.teamId}:${person.id}`, clerkId: null, emails: [email] };
}

/**
 * Refuses an actor who is no longer the one who asked, or may not sign in. Neither look-up waits for the other. Resolves
 * with their Clerk user, where they have one, and their addresses.
 */
export async function confirmActor(
  personNow: Promise<Person>,
  { actorClerkId, actorSub, actorEmails }: Pick<Request, "actorClerkId" | "actorSub" | "actorEmails">,
  identities: IdentityProvider,
  rules: Rules,
  since: number,
): Promise<{ readonly user?: ClerkUser; readonly emails: readonly string[] }> {
  if (actorClerkId === null) {
    const [askedAs = ""] = actorEmails;
    const users = deferRejection(identities.usersByVerifiedEmail(askedAs));
    const person = await personNow;
    const { sub, emails } = identityOf(
      person,
      confirmedEmail(person, "actor") === askedAs ? await users() : await usersOf(person, identities),
      rules,
    );
    if (sub !== actorSub) throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
    return { emails };
  }
  const userNow = deferRejection(identities.user(actorClerkId, since));
  const email = confirmedEmail(await personNow, "actor");
  const user = await userNow();
  if (user === undefined || !user.verifiedEmails.includes(email)) {
    throw new ImpersonationError({ code: "no_clerk_user", whose: "actor" });
  }
  refuseIf(standingProblem(user, "actor"));
  return { user, emails: user.verifiedEmails };
}

/** Refuses where nobody, or more than one user, is meant. */
export async function identifySubject(
  ref: SubjectRef,
  directory: Directory,
  identities: IdentityProvider,
): Promise<ClerkUser> {
  const { users, ...named } = await candidates(ref, directory, identities);
  if (users.length > 1) throw new ImpersonationError({ code: "ambiguous_clerk_user", whose: "subject", ...named });
  const [user] = users;
  if (user === undefined) throw new ImpersonationError({ code: "no_clerk_user", whose: "subject", ...named });
  return user;
}

async function candidates(
  ref: SubjectRef,
  directory: Directory,
  identities: IdentityProvider,
): Promise<{ by: SoughtBy; sought: string; users: readonly ClerkUser[] }> {
  switch (ref.kind) {
    case "slack": {
      const email = confirmedEmail(await mentioned(ref.userId, directory), "subject");
      return { by: "slack", sought: ref.userId, users: await identities.usersByVerifiedEmail(email) };
    }
    case "email": {
      const users = await identities.usersByVerifiedEmail(canonicalEmail(ref.email));
      return { by: "email", sought: ref.email, users };
    }
    case "username":
      return { by: "username", sought: `@${ref.username}`, users: await identities.usersByUsername(ref.username) };
    case "clerk": {
      const user = await identities.user(ref.userId, alwaysFresh);
      return { by: "clerk", sought: ref.userId, users: user === undefined ? [] : [user] };
    }
  }
}

async function mentioned(userId: string, directory: Directory): Promise<Person> {
  try {
    return await directory.person(userId, alwaysFresh);
  } catch (error) {
    // Slack hides this person from the bot. For the person who acts, the same codes would mean a problem with the token.
    const problem = error instanceof ImpersonationError ? error.problem : undefined;
    if (problem?.code !== "slack_lookup_refused" || !hidden.has(problem.slackCode)) throw error;
    throw new ImpersonationError({ code: "mention_not_visible", userId });
  }
}

const hidden: ReadonlySet<string> = new Set(["user_not_found", "user_not_visible"]);

function confirmedEmail(person: Person, whose: Party): string {
  if (person.email === null) throw new ImpersonationError({ code: "slack_email_missing", whose });
  if (!person.emailConfirmed) throw new ImpersonationError({ code: "slack_email_unconfirmed", whose });
  return person.email;
}
