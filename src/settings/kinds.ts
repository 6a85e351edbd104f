// The kinds of settings, as zod schemas. An issue's message is the end of a sentence about its setting.
import { isIP } from "node:net";
import { z } from "zod";
import { formatDuration, parseDuration } from "../impersonation/model/duration.js";
import { Secret } from "../impersonation/model/secret.js";
import { BoundedPattern } from "../runtime/bounded-pattern.js";
import { isTrusted } from "../trusted-url.js";

/** `mustBe` is what is wrong with another form. `place` is where the value is found. */
export function matching(form: RegExp, mustBe: string, place?: string) {
  const found = place === undefined ? "" : ` (${place})`;
  return z.string(`is missing${found}`).regex(form, `${mustBe}${found}`);
}

export function secret(form: RegExp, mustBe: string, place: string) {
  return matching(form, mustBe, place).transform((value) => new Secret(value));
}

const addressHint = "must be an https:// address, or http:// on this machine, without a user name or a query";

/** Without the slash at its end. */
export const address = z
  .string()
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url && isTrusted(url) && url.username + url.password + url.search + url.hash === "";
  }, addressHint)
  .transform((value) => new URL(value).href.replace(/\/+$/, ""));

export const listenAddress = z
  .string()
  .refine(
    (value) => value === "localhost" || isIP(value) !== 0,
    "must be an IP address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for every network",
  );

const proxyHint = "must be the address of a proxy, such as http://proxy.example.com:3128";

/** Secret, as it may hold a password. */
export const proxy = z.string(proxyHint).transform((value, context) => {
  const address = value.includes("://") ? value : `http://${value}`;
  if (URL.canParse(address) && isProxy(new URL(address))) return new Secret(address);
  context.addIssue(proxyHint);
  return z.NEVER;
});

function isProxy({ protocol, username, password, pathname, search, hash }: URL): boolean {
  if (!/^https?:$/.test(protocol) || pathname.length > 1 || search + hash !== "") return false;
  try {
    // A percent sign in a password has to be written as %25.
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

export function port(fallback: number) {
  const hint = "must be a number from 0 to 65535";
  return z
    .string()
    .regex(/^\d{1,5}$/, hint)
    .transform(Number)
    .refine((value) => value <= 65_535, hint)
    .default(fallback);
}

export function wholeNumber(least: number, most: number) {
  const hint = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, hint)
    .transform(Number)
    .refine((value) => value >= least && value <= most, hint);
}

export function choice<const T extends readonly [string, ...string[]]>(choices: T, fallback: T[number]) {
  return z.enum(choices, `must be one of: ${choices.join(", ")}`).default(fallback);
}

/** In milliseconds. */
export function duration(maxMs: number) {
  return z.string().transform((value, context) => {
    const ms = parseDuration(value);
    if (ms !== undefined && ms <= maxMs) return ms;
    context.addIssue(`must be a duration such as 90s, 10m or 2h, from 1s to ${formatDuration(maxMs)}`);
    return z.NEVER;
  });
}

/** For a text of at most `length` characters. */
export function pattern(length: number) {
  return z.string().transform((value, context) => {
    const problem = patternProblem(value, length);
    if (problem === undefined) return new BoundedPattern(value);
    context.addIssue(problem);
    return z.NEVER;
  });
}

function patternProblem(source: string, length: number): string | undefined {
  try {
    return new BoundedPattern(source).isSlow(length)
      ? "takes too long to match some texts: leave out nested repetitions such as (a+)+"
      : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return "must be a regular expression as JavaScript has it, without slashes around it, such as [A-Z]+-[0-9]+";
  }
}

const ticketHint =
  "must be an https:// address with {ticket} once behind the host, such as https://example.atlassian.net/browse/{ticket}";

export const ticketAddress = z.string().refine((value) => {
  const [before = "", after, ...more] = value.split("{ticket}");
  if (after === undefined || more.length > 0 || value.length > 1_000) return false;
  // A host of the ticket's choice would lead anywhere.
  if (!/^https:\/\/[^/?#]+[/?#]/.test(before) || !URL.canParse(`${before}1${after}`)) return false;
  const { username, password } = new URL(`${before}1${after}`);
  return username + password === "";
}, ticketHint);

/** One line for people to read. */
export function sentence(longest: number) {
  return z
    .string()
    .regex(new RegExp(`^[^\\p{Cc}]{1,${longest}}$`, "u"), `must be one line of at most ${longest} characters`);
}

/** The entries of a comma-separated list without duplicates, one array for each of `forms`. */
export function list(forms: readonly RegExp[], hint: string) {
  return z
    .string()
    .default("")
    .transform((value, context) => {
      const entries = value === "" ? [] : value.split(",").map((entry) => entry.trim());
      for (const [index, entry] of entries.entries()) {
        if (!forms.some((form) => form.test(entry))) context.addIssue(`: entry ${index + 1} must be ${hint}`);
      }
      return forms.map((form) => [...new Set(entries.filter((entry) => form.test(entry)))]);
    });
}
