// The settings: what the environment says, checked all at once, as one typed value.

import type { Secret } from "./impersonation/model/secret.js";
import type { PeopleList, ProtectedSubjects, Settings } from "./impersonation/model/settings.js";
import { type LogLevel, logLevels } from "./log.js";
import { type Environment, SettingsReader } from "./settings-reader.js";

export type Transport =
  | { readonly kind: "socket"; readonly appToken: Secret }
  | { readonly kind: "http"; readonly signingSecret: Secret; readonly port: number };

export interface Config {
  /** `apiUrl` ends in a slash. */
  readonly slack: { readonly botToken: Secret; readonly transport: Transport; readonly apiUrl?: string };
  /** `apiUrl` has neither `/v1` nor a slash at its end. `development`: the key is of a development instance. */
  readonly clerk: { readonly secretKey: Secret; readonly apiUrl: string; readonly development: boolean };
  readonly approvalChannel: string;
  readonly rules: Settings;
  /** `file:<path>` */
  readonly databaseUrl: string;
  readonly logLevel: LogLevel;
}

/** Problems name the setting, what it should look like and where to find it, never the value. */
export type Reading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const minute = 60_000;
const hour = 60 * minute;

/** An empty setting counts as unset. */
export function readConfig(env: Environment): Reading {
  const read = new SettingsReader(env);
  const botToken = read.secret("SLACK_BOT_TOKEN", /^xoxb-[\x21-\x7e]+$/, botTokenHint);
  const transport = readTransport(read);
  const slackApiUrl = read.url("SLACK_API_URL");
  const secretKey = read.secret("CLERK_SECRET_KEY", /^sk_(test|live)_[\x21-\x7e]+$/, secretKeyHint);
  const clerkApiUrl = read.url("CLERK_API_URL") ?? "https://api.clerk.com";
  if (/\/v1\/*$/.test(clerkApiUrl)) read.problem("CLERK_API_URL must be given without /v1.");
  const approvalChannel = read.matching("APPROVAL_CHANNEL", /^[CG][A-Z0-9]{2,}$/, channelHint);
  const approvers = readPeople(read, "APPROVERS");
  const requesters = readPeople(read, "REQUESTERS");
  const protectedSubjects = readProtected(read);
  const actorFallback = read.choice("ACTOR_FALLBACK", ["refuse", "slack"], "refuse");
  const requestTtlMs = read.duration("REQUEST_TTL", hour, 168 * hour);
  const linkTtlMs = read.duration("LINK_TTL", 10 * minute, 24 * hour);
  const sessionMaxMs = read.duration("SESSION_DURATION_MAX", 2 * hour, 24 * hour);
  const sessionMs = read.duration("SESSION_DURATION", Math.min(30 * minute, sessionMaxMs), 24 * hour);
  if (sessionMs > sessionMaxMs)
    read.problem("SESSION_DURATION must not be longer than SESSION_DURATION_MAX (2h unless set).");
  const sessionPollMs = read.duration("SESSION_POLL", 15_000, 10 * minute);
  const databaseUrl = readDatabase(read);
  const logLevel = read.choice("LOG_LEVEL", logLevels, "info");

  const complete = botToken && transport && secretKey && approvalChannel;
  if (!complete || read.problems.length > 0) return { ok: false, problems: read.problems };
  return {
    ok: true,
    config: {
      slack: { botToken, transport, ...(slackApiUrl && { apiUrl: `${slackApiUrl}/` }) },
      clerk: { secretKey, apiUrl: clerkApiUrl, development: secretKey.reveal().startsWith("sk_test_") },
      approvalChannel,
      rules: {
        approvers,
        requesters,
        protectedSubjects,
        actorFallback,
        requestTtlMs,
        linkTtlMs,
        sessionMs,
        sessionMaxMs,
        sessionPollMs,
      },
      databaseUrl,
      logLevel,
    },
  };
}

/** For a tool that needs the database and nothing else. */
export function readDatabaseUrl(env: Environment): { databaseUrl: string; problems: readonly string[] } {
  const read = new SettingsReader(env);
  return { databaseUrl: readDatabase(read), problems: read.problems };
}

function readDatabase(read: SettingsReader): string {
  const databaseUrl = read.get("DATABASE_URL") ?? "file:data/understudy.db";
  // What SQLite or a shell would read into it (":memory:", "?mode=ro", "~") is a plain name to us, and a surprise.
  if (!/^file:(?!\/\/[^/]|~|.*[?]|.*:memory:)./.test(databaseUrl)) read.problem(databaseHint);
  return databaseUrl;
}

const botTokenHint = "must start with xoxb- (OAuth & Permissions → Bot User OAuth Token)";
const appTokenHint = "must start with xapp- (Basic Information → App-Level Tokens, with connections:write)";
const signingSecretHint = "must be the app's signing secret (Basic Information → App Credentials → Signing Secret)";
const secretKeyHint = "must start with sk_test_ or sk_live_ (Clerk Dashboard → API keys → Secret keys)";
const channelHint = "must be a channel id, C… or G… (the channel's name in Slack → About, at the bottom)";
const databaseHint =
  "DATABASE_URL must be file: followed by a plain path, such as file:data/understudy.db or file:/var/lib/understudy/understudy.db.";

function readTransport(read: SettingsReader): Transport | undefined {
  const port = read.port("PORT", 3000);
  const either = ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"];
  if (either.every((name) => read.get(name) === undefined)) {
    read.problem(`SLACK_APP_TOKEN ${appTokenHint}; or, for HTTP mode, SLACK_SIGNING_SECRET ${signingSecretHint}.`);
    return undefined;
  }
  // With both, Socket Mode wins: Slack delivers nothing over HTTP while it is switched on.
  if (read.get("SLACK_APP_TOKEN") !== undefined) {
    const appToken = read.secret("SLACK_APP_TOKEN", /^xapp-[\x21-\x7e]+$/, appTokenHint);
    return appToken && { kind: "socket", appToken };
  }
  const signingSecret = read.secret("SLACK_SIGNING_SECRET", /^(?!xox|xapp-)[\x21-\x7e]+$/, signingSecretHint);
  return signingSecret && { kind: "http", signingSecret, port };
}

const email = /^[^\s@<>]+@[^\s@<>]+$/;

function readPeople(read: SettingsReader, name: string): PeopleList {
  const hint = "a Slack user id (U… or W…), a user group id (S…) or an email";
  const forms = [/^[UW][A-Z0-9]{2,}$/, /^S[A-Z0-9]{2,}$/, email];
  const [userIds = [], groupIds = [], emails = []] = read.list(name, forms, hint);
  return { userIds, groupIds, emails: lowerCase(emails) };
}

function readProtected(read: SettingsReader): ProtectedSubjects {
  const hint = "a Clerk user id (user_…), an email or a whole domain (@example.com)";
  // Domains are matched exactly: "@*.example.com" or "@example" would protect nobody.
  const forms = [/^user_[A-Za-z0-9]+$/, email, /^@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]+$/u];
  const [userIds = [], emails = [], domains = []] = read.list("PROTECTED_SUBJECTS", forms, hint);
  return { userIds, emails: lowerCase(emails), domains: lowerCase(domains.map((domain) => domain.slice(1))) };
}

function lowerCase(values: readonly string[]): string[] {
  return values.map((value) => value.toLowerCase());
}
