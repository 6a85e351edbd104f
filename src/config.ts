// The settings: read from the environment, all checked at once, as one typed value.
import { z } from "zod";
import { canonicalDomain, canonicalEmail } from "./impersonation/model/email.js";
import type { Secret } from "./impersonation/model/secret.js";
import type { Settings } from "./impersonation/model/settings.js";
import { type LogLevel, logLevels } from "./runtime/log.js";
import type { Proxies } from "./runtime/network.js";
import { address, choice, duration, list, matching, port, proxy, secret } from "./setting-kinds.js";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Transport =
  | { readonly kind: "socket"; readonly appToken: Secret }
  | { readonly kind: "http"; readonly signingSecret: Secret; readonly port: number };

export interface Config {
  /** `apiUrl` ends in a slash. */
  readonly slack: { readonly botToken: Secret; readonly transport: Transport; readonly apiUrl: string };
  /** `apiUrl` has neither `/v1` nor a slash at its end. `development`: the key is of a development instance. */
  readonly clerk: { readonly secretKey: Secret; readonly apiUrl: string; readonly development: boolean };
  readonly approvalChannel: string;
  readonly rules: Settings;
  /** `file:<path>` */
  readonly databaseUrl: string;
  readonly logLevel: LogLevel;
  readonly proxies: Proxies;
}

/** Problems name the setting, what it should look like and where to find it, never the value. */
export type Reading<Part extends keyof Config = keyof Config> =
  | { readonly ok: true; readonly config: Pick<Config, Part> }
  | { readonly ok: false; readonly problems: readonly string[] };

const minute = 60_000;
const hour = 60 * minute;

const appTokenHint = "must start with xapp- (Basic Information → App-Level Tokens, with connections:write)";
const signingSecretHint = "must be the app's signing secret (Basic Information → App Credentials → Signing Secret)";
const databaseHint =
  "must be file: followed by a plain path, such as file:data/understudy.db or file:/var/lib/understudy/understudy.db";

const email = /^[^\s@<>]+@[^\s@<>]+$/;

const people = list(
  [/^[UW][A-Z0-9]{2,}$/, /^S[A-Z0-9]{2,}$/, email],
  "a Slack user id (U… or W…), a user group id (S…) or an email",
).transform(([userIds = [], groupIds = [], emails = []]) => ({
  userIds,
  groupIds,
  emails: emails.map(canonicalEmail),
}));

const protectedSubjects = list(
  // "@example" would protect nobody.
  [/^user_[A-Za-z0-9]+$/, email, /^@(?:\*\.)?(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}\p{N}-]+$/u],
  "a Clerk user id (user_…), an email, a domain (@example.com) or one with its subdomains (@*.example.com)",
).transform(([userIds = [], emails = [], domains = []]) => ({
  userIds,
  emails: emails.map(canonicalEmail),
  domains: domains.map((entry) => {
    const domain = canonicalDomain(entry.replace(/^@(?:\*\.)?/, ""));
    return entry.startsWith("@*.") ? `*.${domain}` : domain;
  }),
}));

/** One schema for each setting, in the order in which problems are listed. */
const settings = z.object({
  SLACK_BOT_TOKEN: secret(/^xoxb-[\x21-\x7e]+$/, "must start with xoxb- (OAuth & Permissions → Bot User OAuth Token)"),
  SLACK_APP_TOKEN: secret(/^xapp-[\x21-\x7e]+$/, appTokenHint).optional(),
  SLACK_SIGNING_SECRET: secret(/^(?!xox|xapp-)[\x21-\x7e]+$/, signingSecretHint).optional(),
  PORT: port(3000),
  SLACK_API_URL: address.default("https://slack.com/api"),
  CLERK_SECRET_KEY: secret(
    /^sk_(test|live)_[\x21-\x7e]+$/,
    "must start with sk_test_ or sk_live_ (Clerk Dashboard → API keys → Secret keys)",
  ),
  CLERK_API_URL: address
    .refine((url) => !url.endsWith("/v1"), "must be given without /v1")
    .default("https://api.clerk.com"),
  APPROVAL_CHANNEL: matching(
    /^[CG][A-Z0-9]{2,}$/,
    "must be a channel id, C… or G… (the channel's name in Slack → About, at the bottom)",
  ),
  APPROVERS: people,
  REQUESTERS: people,
  PROTECTED_SUBJECTS: protectedSubjects,
  ACTOR_FALLBACK: choice(["refuse", "slack"], "refuse"),
  REQUEST_TTL: duration(168 * hour).default(hour),
  LINK_TTL: duration(24 * hour).default(10 * minute),
  SESSION_DURATION: duration(24 * hour).optional(),
  SESSION_DURATION_MAX: duration(24 * hour).default(2 * hour),
  SESSION_POLL: duration(10 * minute).default(15_000),
  // Refuses what SQLite or a shell would interpret (":memory:", "?mode=ro", "~") but is a plain name here.
  DATABASE_URL: matching(/^file:(?!\/\/[^/]|~|.*[?]|.*:memory:)./, databaseHint).default("file:data/understudy.db"),
  LOG_LEVEL: choice(logLevels, "info"),
  HTTPS_PROXY: proxy.optional(),
  HTTP_PROXY: proxy.optional(),
  NO_PROXY: z.string().optional(),
});

/** Other programs read these in lower case too, and before those in capitals. */
const alsoInLowerCase: ReadonlySet<string> = new Set(["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"]);

/** An empty setting counts as unset. */
export function readConfig(env: Environment): Reading {
  const given = trimmed(env);
  const parsed = settings.safeParse(given);
  const problems = [...issuesOf(parsed.error), ...missingTransport(given), ...sessionTooLong(given)];
  const transport = parsed.data && transportOf(parsed.data);
  if (parsed.data === undefined || transport === undefined || problems.length > 0) {
    return { ok: false, problems: inOrder(problems) };
  }
  const { data } = parsed;
  return {
    ok: true,
    config: {
      slack: {
        botToken: data.SLACK_BOT_TOKEN,
        transport,
        apiUrl: `${data.SLACK_API_URL}/`,
      },
      clerk: {
        secretKey: data.CLERK_SECRET_KEY,
        apiUrl: data.CLERK_API_URL,
        development: data.CLERK_SECRET_KEY.reveal().startsWith("sk_test_"),
      },
      approvalChannel: data.APPROVAL_CHANNEL,
      rules: {
        approvers: data.APPROVERS,
        requesters: data.REQUESTERS,
        protectedSubjects: data.PROTECTED_SUBJECTS,
        actorFallback: data.ACTOR_FALLBACK,
        requestTtlMs: data.REQUEST_TTL,
        linkTtlMs: data.LINK_TTL,
        sessionMs: data.SESSION_DURATION ?? Math.min(30 * minute, data.SESSION_DURATION_MAX),
        sessionMaxMs: data.SESSION_DURATION_MAX,
        sessionPollMs: data.SESSION_POLL,
      },
      databaseUrl: data.DATABASE_URL,
      logLevel: data.LOG_LEVEL,
      proxies: {
        ...(data.HTTPS_PROXY !== undefined && { https: data.HTTPS_PROXY }),
        ...(data.HTTP_PROXY !== undefined && { http: data.HTTP_PROXY }),
        ...(data.NO_PROXY !== undefined && { exempt: data.NO_PROXY }),
      },
    },
  };
}

/** For programs that need only the database. */
export function readDatabaseUrl(env: Environment): Reading<"databaseUrl"> {
  const parsed = settings.pick({ DATABASE_URL: true }).safeParse(trimmed(env));
  if (parsed.success) return { ok: true, config: { databaseUrl: parsed.data.DATABASE_URL } };
  return { ok: false, problems: inOrder(issuesOf(parsed.error)) };
}

function trimmed(env: Environment): Environment {
  const givenFor = (name: string) => {
    const inLowerCase = alsoInLowerCase.has(name) ? env[name.toLowerCase()]?.trim() : undefined;
    return inLowerCase || env[name]?.trim() || undefined;
  };
  const given = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, givenFor(name)]));
  // With both, Socket Mode wins: while it is on, Slack delivers nothing over HTTP.
  return given.SLACK_APP_TOKEN === undefined ? given : { ...given, SLACK_SIGNING_SECRET: undefined };
}

function transportOf(data: z.output<typeof settings>): Transport | undefined {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, PORT } = data;
  if (appToken !== undefined) return { kind: "socket", appToken };
  return signingSecret && { kind: "http", signingSecret, port: PORT };
}

/** A setting and the end of the sentence about it. */
type Problem = readonly [name: string, ending: string];

function issuesOf(error: z.ZodError | undefined): Problem[] {
  return error?.issues.map(({ path, message }) => [String(path[0]), message] as const) ?? [];
}

function missingTransport({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Environment): Problem[] {
  if (SLACK_APP_TOKEN !== undefined || SLACK_SIGNING_SECRET !== undefined) return [];
  return [["SLACK_APP_TOKEN", `${appTokenHint}; or, for HTTP mode, SLACK_SIGNING_SECRET ${signingSecretHint}`]];
}

function sessionTooLong(given: Environment): Problem[] {
  const { SESSION_DURATION, SESSION_DURATION_MAX } = settings.shape;
  const length = SESSION_DURATION.safeParse(given.SESSION_DURATION).data ?? 0;
  const most = SESSION_DURATION_MAX.safeParse(given.SESSION_DURATION_MAX).data ?? length;
  return length > most ? [["SESSION_DURATION", "must not be longer than SESSION_DURATION_MAX (2h unless set)"]] : [];
}

function inOrder(problems: readonly Problem[]): string[] {
  const names = Object.keys(settings.shape);
  return problems
    .toSorted(([one], [other]) => names.indexOf(one) - names.indexOf(other))
    .map(([name, ending]) => `${name}${ending.startsWith(":") ? "" : " "}${ending}.`);
}
