// Reads whom a person means: a mention, an email, a Clerk user id, a username or the Clerk Dashboard's page of a user.
import type { SubjectRef, Unreadable } from "../../impersonation/model/draft.js";
import { whoMaxLength } from "../../impersonation/model/settings.js";

const email = /^[^\s@<>|"`,;:]+@[^\s@<>|"`,;:/?#]+\.[^\s@<>|"`,;:/?#.]+$/;

// Invisible characters, with which two names could look alike, and lone surrogates.
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Quotes of any language, for a character class. */
export const quotes = "\"'“”„‘’«»`";
// What people and programs put around a name: quotes, brackets, invisible marks, and punctuation after it.
const leading = new RegExp(`^[\\s\\p{Cf}\\p{Cc}${quotes}<([{]+`, "u");
const trailing = new RegExp(`[\\s\\p{Cf}\\p{Cc}${quotes}>)\\]},;:.!?]+$`, "u");

/** `text` as the person saw it, without Slack's markup. */
export function parseWho(text: string): SubjectRef | Unreadable {
  return namedIn(text) ?? { kind: "unreadable", typed: text.trim() };
}

function namedIn(text: string): SubjectRef | undefined {
  // A name with all that may stand around it is shorter.
  if (text.length > 2 * whoMaxLength) return undefined;
  const bare = addressOf(text)
    .replace(leading, "")
    .replace(trailing, "")
    .replace(/^mailto:/i, "")
    .replace(/^([^@]+)[＠﹫]/, "$1@");
  if (bare.length > whoMaxLength || deceptive.test(bare)) return undefined;
  if (email.test(bare)) return { kind: "email", email: bare };
  const userId = clerkUserId(bare) ?? dashboardUserId(bare);
  if (userId !== undefined) return { kind: "clerk", userId };
  const username = /^[@＠]([^\s@<>|]{1,64})$/.exec(bare)?.[1];
  return username === undefined ? undefined : { kind: "username", username };
}

const word = "\\p{Lu}[\\p{L}\\p{M}.'’-]*";
const words = `${word}(?:\\s+${word}){0,4}`;
/** A mail program copies `Bob Brown <bob@example.com>`, and puts a name with a comma into quotes. */
export const displayName = new RegExp(`^(?:["“](?:${word},\\s+)?${words}["”]|${words})\\s*$`, "u");

function addressOf(text: string): string {
  const [, name = "", address] = /^([^<>]{1,80})<([^<>\s]+@[^<>\s]+)>[,;:]?$/.exec(text.trim()) ?? [];
  return address !== undefined && displayName.test(name) ? address : text;
}

function clerkUserId(text: string): string | undefined {
  return /^user_[A-Za-z0-9]+$/.exec(text)?.[0];
}

/** As in `https://dashboard.clerk.com/apps/app_…/instances/ins_…/users/user_…`. */
function dashboardUserId(text: string): string | undefined {
  const address = /^https?:/i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.hostname !== "dashboard.clerk.com") return undefined;
  const path = url.pathname.split("/");
  return clerkUserId(path[path.indexOf("users") + 1] ?? "");
}
