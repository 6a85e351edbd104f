// The options of the form's field for the user, while somebody types.
import type { types } from "@slack/bolt";
import { canonicalEmail } from "../../../impersonation/model/email.js";
import { ImpersonationError } from "../../../impersonation/model/errors.js";
import type { NamedSubject } from "../../../impersonation/model/request.js";
import { late, within } from "../../../runtime/within.js";
import { whoOption } from "../../messages/forms/request-form.js";
import type { HandlerContext } from "../handler-context.js";
import { parseWho } from "../who.js";
import { subjectOption, typedOption } from "./who-option.js";

/** Slack takes no options after three seconds. */
const giveUpAfterMs = 2_000;

/**
 * Users who match, and last what was typed, where that names a user by itself. None for those who may not ask, and
 * where a look-up fails or takes too long: the next keystroke asks again.
 */
export async function suggestions(
  context: HandlerContext,
  userId: string,
  typed: string,
): Promise<types.PlainTextOption[]> {
  const { impersonation, clock } = context;
  const found = await within(clock, giveUpAfterMs, offered(impersonation.suggestSubjects(userId, typed)));
  if (found === "refused") return [];
  const subjects = found === late ? [] : found;
  const hits = subjects.map((subject) => whoOption(subjectOption(subject), subject.id));
  const who = parseWho(typed);
  const typedWho = typedOption(who);
  return typedWho === null || subjects.some((subject) => isMeant(subject, who)) ? hits : [...hits, whoOption(typedWho)];
}

function isMeant({ id, shownEmail }: NamedSubject, who: ReturnType<typeof parseWho>): boolean {
  if (who.kind === "clerk") return who.userId === id;
  return who.kind === "email" && shownEmail !== null && canonicalEmail(who.email) === canonicalEmail(shownEmail);
}

/** What can't be looked up can still be named in full. */
async function offered(search: Promise<readonly NamedSubject[]>): Promise<readonly NamedSubject[] | "refused"> {
  try {
    return await search;
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    const { code } = error.problem;
    return code === "not_a_member" || code === "not_requester" ? "refused" : [];
  }
}
