// The schema's migrations, as a numbered list: one that has run on a database is never changed, new ones are added.
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import type { Database } from "./engine.js";
import { StoreError } from "./store-error.js";

/** How an engine says what the migrations need. */
export interface SchemaWords {
  /** The type of whole numbers, up to milliseconds since 1970. */
  readonly integer: string;
  /** The type of a primary key that counts up by itself. */
  readonly counter: string;
  /** The same, where a removed row's number never comes again. */
  readonly lastingCounter: string;
  /** What follows a table whose columns take their own type only. */
  readonly strict: string;
  /** Statements after which the rows of `audit` can be neither changed nor deleted. */
  readonly keepAudit: readonly string[];
  /** Statements after which other processes hear of changed requests and messages. */
  readonly announceChanges: readonly string[];
}

// Spelled out, not imported from the domain: a migration that has run never changes.
const statuses =
  "'pending', 'approved', 'issued', 'active', 'revoking', 'revoked', 'ended', 'expired', 'denied', 'cancelled', 'lapsed', 'failed'";
const openStatuses = "'pending', 'approved', 'issued', 'active', 'revoking'";

const firstTables = (words: SchemaWords) => [
  `create table requests (
    id text primary key,
    delivery_key text not null unique,
    status text not null check (status in (${statuses})),
    revision ${words.integer} not null,
    attempt ${words.integer} not null,
    actor_slack_id text not null,
    actor_sub text not null,
    actor_clerk_id text,
    actor_emails text not null,
    subject_id text not null,
    subject_name text not null,
    subject_email text,
    reason text not null,
    session_ms ${words.integer} not null,
    asked_at ${words.integer} not null,
    lapses_at ${words.integer} not null,
    decided_by text,
    decided_at ${words.integer},
    note text,
    retry_until ${words.integer},
    token_id text,
    token_created_at ${words.integer},
    link_expires_at ${words.integer},
    token_may_exist_until ${words.integer},
    link_clicked_at ${words.integer},
    link_withdrawn_at ${words.integer},
    used_at ${words.integer},
    used_from text,
    session_ends_at ${words.integer},
    revoked_by text,
    revoke_asked_at ${words.integer},
    failure text,
    closing text,
    closed_at ${words.integer},
    due_at ${words.integer},
    tries ${words.integer} not null
  ) ${words.strict}`,
  `create unique index one_open_request on requests (actor_slack_id, subject_id)
    where status in (${openStatuses})`,
  // One person may have several Slack accounts, whose sessions at Clerk can't be told apart by more than this.
  `create unique index one_open_request_as_actor on requests (actor_sub, subject_id)
    where status in (${openStatuses})`,
  "create index requests_due on requests (due_at) where due_at is not null",
  "create index requests_unfinished on requests (status) where status in ('approved', 'revoking')",
  `create table sessions (
    session_id text primary key,
    request_id text not null references requests (id)
  ) ${words.strict}`,
  "create index sessions_of_request on sessions (request_id)",
  `create table messages (
    id ${words.counter},
    request_id text not null references requests (id),
    moment text not null,
    attempt ${words.integer},
    channel text,
    ts text,
    shown_revision ${words.integer} not null,
    shown_digest text,
    claim text,
    claimed_until ${words.integer},
    due_at ${words.integer},
    unsure_until ${words.integer},
    tries ${words.integer} not null default 0,
    unique (channel, ts)
  ) ${words.strict}`,
  "create index messages_of_request on messages (request_id)",
  "create index messages_due on messages (due_at) where due_at is not null",
  `create table audit (
    id ${words.counter},
    at ${words.integer} not null,
    request_id text,
    by text not null,
    action text not null,
    outcome text not null,
    detail text not null
  ) ${words.strict}`,
  "create index audit_of_request on audit (request_id)",
  ...words.keepAudit,
];

const missingPostsAndArrivals = (words: SchemaWords) => [
  // Autoincrement never reuses an id: a worker that still holds an old one could claim another message by it.
  `create table messages_anew (
    id ${words.lastingCounter},
    request_id text not null references requests (id),
    moment text not null,
    attempt ${words.integer},
    channel text,
    ts text,
    shown_revision ${words.integer} not null,
    shown_digest text,
    claim text,
    claimed_until ${words.integer},
    due_at ${words.integer},
    unsure_until ${words.integer},
    tries ${words.integer} not null default 0,
    -- Set while a post is under way, and kept where its outcome is unknown.
    posting_since ${words.integer},
    -- Slack's code, while nothing more is tried because of it.
    refused text,
    unique (channel, ts)
  ) ${words.strict}`,
  `insert into messages_anew (id, request_id, moment, attempt, channel, ts, shown_revision, shown_digest, claim,
      claimed_until, due_at, unsure_until, tries)
    select id, request_id, moment, attempt, channel, ts, shown_revision, shown_digest, claim,
      claimed_until, due_at, unsure_until, tries from messages`,
  "drop table messages",
  "alter table messages_anew rename to messages",
  "create index messages_of_request on messages (request_id)",
  "create index messages_due on messages (due_at) where due_at is not null",
  "create index messages_refused on messages (refused) where refused is not null",
  `create table arrivals (
    key text primary key,
    user_id text not null,
    kind text not null,
    view_id text,
    at ${words.integer} not null
  ) ${words.strict}`,
];

const plainNames = () => [
  "alter table messages rename column moment to kind",
  "alter table arrivals rename to pending_replies",
  "update requests set failure = 'clerk_timeout' where failure = 'clerk_silent'",
  "update requests set failure = 'clerk_malformed' where failure = 'clerk_nonsense'",
];

const oneRoundOfChecks = () => [
  "alter table requests add column subject_slack_id text",
  "alter table requests add column unverified_clashes text not null default '[]'",
  `update requests set failure = 'no_longer_allowed'
    where failure in ('actor_refused', 'approver_refused', 'channel_unfit', 'lookup_failed')
      or (failure = 'subject_refused' and token_id is not null)`,
];

// A payload's key stays for a while after the answer, so that the same payload is known when it comes again.
const knownPayloads = (words: SchemaWords) => [`alter table pending_replies add column answered_at ${words.integer}`];

const piecesOfARevoke = (words: SchemaWords) => [
  "alter table requests add column token_revocation text",
  `alter table sessions add column ended_at ${words.integer}`,
  "create index requests_live on requests (status) where status in ('issued', 'active')",
];

// Requests from before get their numbers in the order in which they were asked.
const shortIdsAndSequels = (words: SchemaWords) => [
  `alter table requests add column number ${words.integer}`,
  `update requests set number = ranked.place
    from (select id, row_number() over (order by asked_at, id) as place from requests) as ranked
    where ranked.id = requests.id`,
  "create unique index requests_number on requests (number)",
  "alter table requests add column asked_again_of text",
  `alter table requests add column reminded_at ${words.integer}`,
  `alter table requests add column warned_at ${words.integer}`,
];

// Null also for messages from before: they are superseded once their request moves.
const oneDirectMessage = (words: SchemaWords) => [`alter table messages add column superseded_at ${words.integer}`];

// Lists are read by index, however many requests there were.
const homesAndLists = (words: SchemaWords) => [
  `create table homes (
    user_id text primary key,
    opened_at ${words.integer} not null,
    shown_digest text
  ) ${words.strict}`,
  "create index requests_of_actor on requests (actor_slack_id, number)",
  `create index requests_open on requests (number) where status in (${openStatuses})`,
  "create index requests_decided on requests (decided_at, number) where decided_at is not null",
];

// Null also for a session from before that is past its limit: its next look sets it.
const overdueSessions = (words: SchemaWords) => [`alter table requests add column overdue_since ${words.integer}`];

// Several processes may share a database. What had been claimed before is taken over like that of a process that died.
const instances = (words: SchemaWords) => [
  `create table instances (
    id text primary key,
    lease_until ${words.integer} not null
  ) ${words.strict}`,
  `create table shared_tasks (
    name text primary key,
    due_at ${words.integer} not null
  ) ${words.strict}`,
  "alter table requests add column claimed_by text",
  "alter table messages add column claimed_by text",
  "alter table pending_replies add column claimed_by text",
  "alter table homes add column claimed_by text",
  "create index requests_claimed on requests (claimed_by) where claimed_by is not null",
  "create index messages_claimed on messages (claimed_by) where claimed_by is not null",
  "insert into instances (id, lease_until) values ('before', 0)",
  "update requests set claimed_by = 'before' where status = 'approved'",
  "update messages set claimed_by = 'before' where claim is not null",
  "update pending_replies set claimed_by = 'before'",
  "update homes set claimed_by = 'before'",
  ...words.announceChanges,
];

const slackCodes = () => ["alter table requests add column slack_code text"];

/** Statements by the name under which the database notes that they ran. */
const migrations: Readonly<Record<string, (words: SchemaWords) => readonly string[]>> = {
  "001-requests-messages-audit": firstTables,
  "002-missing-posts-and-arrivals": missingPostsAndArrivals,
  // Audit rows are never changed: they keep the codes of the version that wrote them.
  "003-plain-names": plainNames,
  "004-one-round-of-checks": oneRoundOfChecks,
  "005-known-payloads": knownPayloads,
  "006-pieces-of-a-revoke": piecesOfARevoke,
  "007-slack-codes": slackCodes,
  "008-short-ids-and-sequels": shortIdsAndSequels,
  "009-one-direct-message": oneDirectMessage,
  "010-homes-and-lists": homesAndLists,
  "011-overdue-sessions": overdueSessions,
  "012-instances": instances,
};

/** In the order in which they run. */
export const migrationNames: readonly string[] = Object.keys(migrations).toSorted();

function migrationOf(statements: readonly string[]): Migration {
  return {
    async up(database: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(database);
    },
  };
}

function providerOf(words: SchemaWords) {
  const all = Object.entries(migrations).map(([name, statements]) => [name, migrationOf(statements(words))]);
  return { getMigrations: async () => Object.fromEntries(all) };
}

/** `name` names the database in a sentence. Throws `StoreError` where a newer version wrote it, and the engine's own errors. */
export async function migrate(database: Database, words: SchemaWords, name: string): Promise<{ isNew: boolean }> {
  const known = new Set(migrationNames);
  const ran = await ranBefore(database);
  const unknown = ran.find((each) => !known.has(each));
  if (unknown !== undefined) {
    throw new StoreError(`The database ${name} was written by a newer Understudy (${unknown}). Start that version.`);
  }
  const { error } = await new Migrator({ db: database, provider: providerOf(words) }).migrateToLatest();
  if (error !== undefined) throw error;
  return { isNew: ran.length === 0 };
}

/** Makes the tables of an empty database, as they were after the migration `last`; false where this version does not know it. */
export async function migrateTo(database: Kysely<unknown>, words: SchemaWords, last: string): Promise<boolean> {
  if (migrations[last] === undefined) return false;
  const { error } = await new Migrator({ db: database, provider: providerOf(words) }).migrateTo(last);
  if (error !== undefined) throw error;
  return true;
}

async function ranBefore(database: Database): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  return rows.map(({ name }) => name);
}
