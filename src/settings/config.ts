// The settings: read from the environment, all checked at once, as one typed value.
import { z } from "zod";
import { isPostgres } from "../database-url.js";
import { canonicalDomain, canonicalEmail } from "../impersonation/model/email.js";
import type { Secret } from "../impersonation/model/secret.js";
import { reasonMaxLength, type Settings } from "../impersonation/model/settings.js";
import { type LogLevel, logLevels } from "../runtime/log.js";
import type { Proxies } from "../runtime/network.js";
import { fileSetting, type Given, isSet, type Problem, readGiven, secretSettings } from "./given.js";
import {
  address,
  choice,
  duration,
  list,
  listenAddress,
  matching,
  pattern,
  port,
  proxy,
  secret,
  sentence,
  ticketAddress,
  wholeNumber,
} from "./kinds.js";
import { misspelledSettings } from "./misspelled.js";
import { givenValue } from "./values.js";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Transport =
  | { readonly kind: "socket"; readonly appToken: Secret }
  | { readonly kind: "http"; readonly signingSecret: Secret; readonly host: string; readonly port: number };

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

/** What Clerk allows an instance in ten seconds. */
const clerkLimits = { development: 100, production: 1_000 } as const;

const minute = 60_000;
const hour = 60 * minute;

const appTokenPlace = "Basic Information → App-Level Tokens, with connections:write";
const signingSecretPlace = "Basic Information → App Credentials → Signing Secret";
const databaseHint =
  "must be file: followed by a plain path, such as file:data/understudy.db or file:/var/lib/understudy/understudy.db, or postgres://user:password@host/database";
const databaseFile = /^file:(?!\/\/[^/]|~|.*[?]|.*:memory:)./;

const postgresHint =
  "must be postgres://user:password@host/database, with other characters of a password than letters and digits escaped (/ is %2F, @ is %40)";
/** Where a password is not escaped, its end would be read as host, database or options, and be shown. */
const postgresAddress = /^postgres(ql)?:\/\/([^@/?#]*@)?[^@/?#]*\/[^/@:?#]+([?][^#@]*)?$/;

/** The library drops what it does not know: a misspelled `sslmode` would mean no TLS. */
const postgresOptions = [
  ...["host", "port", "user", "password", "options"],
  ...["sslmode", "sslrootcert", "sslcert", "sslkey", "uselibpqcompat", "ssl", "sslnegotiation"],
  // Some hosts of PostgreSQL give addresses with these.
  ...["application_name", "connect_timeout", "channel_binding"],
];
const sslModes = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"];
const optionsHint = `must have after its ? nothing but ${postgresOptions.join(", ")}, with & between them`;
const sslModeHint = `must have as its sslmode one of ${sslModes.join(", ")}`;

/** Whether `DATABASE_URL` takes it. */
export const isDatabase = (address: string): boolean => databaseProblem(address) === undefined;

function databaseProblem(address: string): string | undefined {
  if (!isPostgres(address)) return databaseFile.test(address) ? undefined : databaseHint;
  if (!postgresAddress.test(address) || !URL.canParse(address) || !isEscaped(address)) return postgresHint;
  const { searchParams } = new URL(address);
  if ([...searchParams.keys()].some((key) => !postgresOptions.includes(key))) return optionsHint;
  return searchParams.getAll("sslmode").every((mode) => sslModes.includes(mode)) ? undefined : sslModeHint;
}

/** Whether each `%` begins a character. */
function isEscaped(address: string): boolean {
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}

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
  SLACK_BOT_TOKEN: secret(/^xoxb-[\x21-\x7e]+$/, "must start with xoxb-", "OAuth & Permissions → Bot User OAuth Token"),
  SLACK_APP_TOKEN: secret(/^xapp-[\x21-\x7e]+$/, "must start with xapp-", appTokenPlace).optional(),
  SLACK_SIGNING_SECRET: secret(
    /^(?!xox|xapp-)[\x21-\x7e]+$/,
    "must be the app's signing secret",
    signingSecretPlace,
  ).optional(),
  HOST: listenAddress.default("127.0.0.1"),
  PORT: port(3000),
  SLACK_API_URL: address.default("https://slack.com/api"),
  CLERK_SECRET_KEY: secret(
    /^sk_(test|live)_[\x21-\x7e]+$/,
    "must start with sk_test_ or sk_live_",
    "Clerk Dashboard → API keys → Secret keys",
  ),
  CLERK_API_URL: address
    .refine((url) => !url.endsWith("/v1"), "must be given without /v1")
    .default("https://api.clerk.com"),
  CLERK_REQUESTS_PER_10S: wholeNumber(10, 100_000).optional(),
  APPROVAL_CHANNEL: matching(
    /^[CG][A-Z0-9]{2,}$/,
    "must be a channel id, C… or G…",
    "the channel's name in Slack → About, at the bottom",
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
  OPEN_REQUESTS_MAX: wholeNumber(1, 1_000).default(5),
  REASON_PATTERN: pattern(reasonMaxLength).optional(),
  REASON_HINT: sentence(150).optional(),
  TICKET_URL: ticketAddress.optional(),
  // Refuses what SQLite or a shell would interpret (":memory:", "?mode=ro", "~") but is a plain name here.
  DATABASE_URL: z
    .string()
    .refine(isDatabase, { error: ({ input }) => databaseProblem(String(input)) })
    .default("file:data/understudy.db"),
  LOG_LEVEL: choice(logLevels, "info"),
  HTTPS_PROXY: proxy.optional(),
  HTTP_PROXY: proxy.optional(),
  NO_PROXY: z.string().optional(),
});

const names = Object.keys(settings.shape);

/** An empty setting counts as unset, and so does a placeholder of `.env.example`. Reads the files of secrets. */
export function readConfig(env: Environment): Reading {
  const given = readGiven(env, names);
  // Some shells and compilers set it for themselves. Socket Mode listens nowhere.
  const isHttp = isSet(given, "SLACK_SIGNING_SECRET");
  const parsed = settings.safeParse(isHttp ? given.values : { ...given.values, HOST: undefined });
  const issues = issuesOf(parsed.error, given);
  const problems = [...given.problems, ...issues, ...transportProblems(given), ...sessionTooLong(given)];
  const transport = parsed.data && transportOf(parsed.data);
  if (parsed.data === undefined || transport === undefined || problems.length > 0) {
    return { ok: false, problems: inOrder(problems) };
  }
  const { data } = parsed;
  const keyKind = data.CLERK_SECRET_KEY.reveal().startsWith("sk_test_") ? "development" : "production";
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
        development: keyKind === "development",
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
        clerkRequestsPer10s: data.CLERK_REQUESTS_PER_10S ?? clerkLimits[keyKind],
        openRequestsMax: data.OPEN_REQUESTS_MAX,
        reason: {
          pattern: data.REASON_PATTERN ?? null,
          hint: data.REASON_HINT ?? null,
          ticketUrl: data.TICKET_URL ?? null,
        },
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

/** Whether the environment itself names the database. */
export function isDatabaseNamed(env: Environment): boolean {
  return env.DATABASE_URL !== undefined || env.DATABASE_URL_FILE !== undefined;
}

/** For programs that need only the database. */
export function readDatabaseUrl(env: Environment): Reading<"databaseUrl"> {
  const given = readGiven(env, ["DATABASE_URL"]);
  const parsed = settings.pick({ DATABASE_URL: true }).safeParse(given.values);
  const problems = [...given.problems, ...issuesOf(parsed.error, given)];
  if (parsed.data === undefined || problems.length > 0) return { ok: false, problems: inOrder(problems) };
  return { ok: true, config: { databaseUrl: parsed.data.DATABASE_URL } };
}

/** A sentence for each name in `env` that looks like a setting and is none. */
export function misspelledIn(env: Environment): string[] {
  const given = Object.keys(env).filter((name) => givenValue(env[name]) !== undefined);
  return misspelledSettings(given, [...names, ...secretSettings.map(fileSetting)]);
}

function transportOf(data: z.output<typeof settings>): Transport | undefined {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, HOST: host, PORT } = data;
  if (appToken !== undefined) return { kind: "socket", appToken };
  return signingSecret && { kind: "http", signingSecret, host, port: PORT };
}

function issuesOf(error: z.ZodError | undefined, given?: Given): Problem[] {
  const issues = error?.issues ?? [];
  return issues.flatMap(({ path, message }) => {
    const setting = String(path[0]);
    // A file that can't be read is its own problem, and its secret is not missing.
    if (given?.problems.some((problem) => problem.setting === setting)) return [];
    const source = given?.fromFile.has(setting) ? `, read from ${fileSetting(setting)},` : "";
    return [{ setting, sentence: `${setting}${source}${message.startsWith(":") ? "" : " "}${message}` }];
  });
}

function transportProblems(given: Given): Problem[] {
  const setting = "SLACK_APP_TOKEN";
  const bySocket = isSet(given, setting);
  const byHttp = isSet(given, "SLACK_SIGNING_SECRET");
  if (bySocket && byHttp) {
    const sentence = `${setting} (Socket Mode) and SLACK_SIGNING_SECRET (HTTP mode) are both set: leave one of them out`;
    return [{ setting, sentence }];
  }
  if (bySocket || byHttp) return [];
  const other = `for HTTP mode, SLACK_SIGNING_SECRET (${signingSecretPlace})`;
  return [{ setting, sentence: `${setting} is missing (${appTokenPlace}); or, ${other}` }];
}

function sessionTooLong({ values }: Given): Problem[] {
  const { SESSION_DURATION, SESSION_DURATION_MAX } = settings.shape;
  const length = SESSION_DURATION.safeParse(values.SESSION_DURATION).data ?? 0;
  const most = SESSION_DURATION_MAX.safeParse(values.SESSION_DURATION_MAX).data ?? length;
  if (length <= most) return [];
  const setting = "SESSION_DURATION";
  return [{ setting, sentence: `${setting} must not be longer than SESSION_DURATION_MAX (2h unless set)` }];
}

function inOrder(problems: readonly Problem[]): string[] {
  return problems
    .toSorted((one, other) => names.indexOf(one.setting) - names.indexOf(other.setting))
    .map(({ sentence }) => `${sentence}.`);
}
