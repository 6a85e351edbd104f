// The schema's migrations, as a numbered list: one that has run on a database is never changed, new ones are added.
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import type { Database } from "./engine.js";
import { StoreError } from "./store-error.js";

/** How an engine says what the migrations need. */
export interface SchemaSyntax {
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

const firstTables = (syntax: SchemaSyntax) => [
  `create table requests (
    id text primary key,
    delivery_key text not null unique,
    status text not null check (status in (${statuses})),
    revision ${syntax.integer} not null,
    attempt ${syntax.integer} not null,
    actor_slack_id text not null,
    actor_sub text not null,
    actor_clerk_id text,
    actor_emails text not null,
    subject_id text not null,
    subject_name text not null,
    subject_email text,
    reason text not null,
    session_ms ${syntax.integer} not null,
    asked_at ${syntax.integer} not null,
    lapses_at ${syntax.integer} not null,
    decided_by text,
    decided_at ${syntax.integer},
    note text,
    retry_until ${syntax.integer},
    token_id text,
    token_created_at ${syntax.integer},
    link_expires_at ${syntax.integer},
    token_may_exist_until ${syntax.integer},
    link_clicked_at ${syntax.integer},
    link_withdrawn_at ${syntax.integer},
    used_at ${syntax.integer},
    used_from text,
    session_ends_at ${syntax.integer},
    revoked_by text,
    revoke_asked_at ${syntax.integer},
    failure text,
    closing text,
    closed_at ${syntax.integer},
    due_at ${syntax.integer},
    tries ${syntax.integer} not null
  ) ${syntax.strict}`,
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
  ) ${syntax.strict}`,
  "create index sessions_of_request on sessions (request_id)",
  `create table messages (
    id ${syntax.counter},
    request_id text not null references requests (id),
    moment text not null,
    attempt ${syntax.integer},
    channel text,
    ts text,
    shown_revision ${syntax.integer} not null,
    shown_digest text,
    claim text,
    claimed_until ${syntax.integer},
    due_at ${syntax.integer},
    unsure_until ${syntax.integer},
    tries ${syntax.integer} not null default 0,
    unique (channel, ts)
  ) ${syntax.strict}`,
  "create index messages_of_request on messages (request_id)",
  "create index messages_due on messages (due_at) where due_at is not null",
  `create table audit (
    id ${syntax.counter},
    at ${syntax.integer} not null,
    request_id text,
    by text not null,
    action text not null,
    outcome text not null,
    detail text not null
  ) ${syntax.strict}`,
  "create index audit_of_request on audit (request_id)",
  ...syntax.keepAudit,
];

const missingPostsAndArrivals = (syntax: SchemaSyntax) => [
  // Autoincrement never reuses an id: a worker that still holds an old one could claim another message by it.
  `create table messages_anew (
    id ${syntax.lastingCounter},
    request_id text not null references requests (id),
    moment text not null,
    attempt ${syntax.integer},
    channel text,
    ts text,
    shown_revision ${syntax.integer} not null,
    shown_digest text,
    claim text,
    claimed_until ${syntax.integer},
    due_at ${syntax.integer},
    unsure_until ${syntax.integer},
    tries ${syntax.integer} not null default 0,
    -- Set while a post is under way, and kept where its outcome is unknown.
    posting_since ${syntax.integer},
    -- Slack's code, while nothing more is tried because of it.
    refused text,
    unique (channel, ts)
  ) ${syntax.strict}`,
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
    at ${syntax.integer} not null
  ) ${syntax.strict}`,
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
const knownPayloads = (syntax: SchemaSyntax) => [
  `alter table pending_replies add column answered_at ${syntax.integer}`,
];

const piecesOfARevoke = (syntax: SchemaSyntax) => [
  "alter table requests add column token_revocation text",
  `alter table sessions add column ended_at ${syntax.integer}`,
  "create index requests_live on requests (status) where status in ('issued', 'active')",
];

// Requests from before get their numbers in the order in which they were asked.
const shortIdsAndSequels = (syntax: SchemaSyntax) => [
  `alter table requests add column number ${syntax.integer}`,
  `update requests set number = ranked.place
    from (select id, row_number() over (order by asked_at, id) as place from requests) as ranked
    where ranked.id = requests.id`,
  "create unique index requests_number on requests (number)",
  "alter table requests add column asked_again_of text",
  `alter table requests add column reminded_at ${syntax.integer}`,
  `alter table requests add column warned_at ${syntax.integer}`,
];

// Null also for messages from before: they are superseded once their request moves.
const oneDirectMessage = (syntax: SchemaSyntax) => [`alter table messages add column superseded_at ${syntax.integer}`];

// Lists are read by index, however many requests there were.
const homesAndLists = (syntax: SchemaSyntax) => [
  `create table homes (
    user_id text primary key,
    opened_at ${syntax.integer} not null,
    shown_digest text
  ) ${syntax.strict}`,
  "create index requests_of_actor on requests (actor_slack_id, number)",
  `create index requests_open on requests (number) where status in (${openStatuses})`,
  "create index requests_decided on requests (decided_at, number) where decided_at is not null",
];

// Null also for a session from before that is past its limit: its next look sets it.
const overdueSessions = (syntax: SchemaSyntax) => [`alter table requests add column overdue_since ${syntax.integer}`];

// Several processes may share a database. What had been claimed before is taken over like that of a process that died.
const instances = (syntax: SchemaSyntax) => [
  `create table instances (
    id text primary key,
    lease_until ${syntax.integer} not null
  ) ${syntax.strict}`,
  `create table shared_tasks (
    name text primary key,
    due_at ${syntax.integer} not null
  ) ${syntax.strict}`,
  "alter table requests add column claimed_by text",
  "alter table messages add column claimed_by text",
  "alter table pending_replies add column claimed_by text",
  "alter table homes add column claimed_by text",
  "create index requests_claimed on requests (claimed_by) where claimed_by is not null",
  "create index messages_claimed on messages (claimed_by) where claimed_by is not null",
  "create index homes_claimed on homes (claimed_by, opened_at) where claimed_by is not null",
  "create index pending_replies_claimed on pending_replies (claimed_by) where answered_at is null",
  "insert into instances (id, lease_until) values ('before', 0)",
  "update requests set claimed_by = 'before' where status = 'approved'",
  "update messages set claimed_by = 'before' where claim is not null",
  "update pending_replies set claimed_by = 'before'",
  "update homes set claimed_by = 'before'",
  ...syntax.announceChanges,
];

const slackCodes = () => ["alter table requests add column slack_code text"];

/** Statements by the name under which the database notes that they ran. */
const migrations: Readonly<Record<string, (syntax: SchemaSyntax) => readonly string[]>> = {
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

function providerOf(syntax: SchemaSyntax) {
  const all = Object.entries(migrations).map(([name, statements]) => [name, migrationOf(statements(syntax))]);
  return { getMigrations: async () => Object.fromEntries(all) };
}

/** `name` names the database in a sentence. Throws `StoreError` where a newer version wrote it, and the engine's own errors. */
export async function migrate(database: Database, syntax: SchemaSyntax, name: string): Promise<{ isNew: boolean }> {
  const known = new Set(migrationNames);
  const ran = await ranBefore(database);
  const unknown = ran.find((each) => !known.has(each));
  if (unknown !== undefined) {
    throw new StoreError(
      isOurs.test(unknown)
        ? `The database ${name} was written by a newer Understudy (${unknown}). Start that version.`
        : `The database ${name} has a table kysely_migration of another program (${unknown}). Give Understudy a database or a schema of its own.`,
    );
  }
  // Then nothing is locked, however many start at once.
  if (ran.length === known.size) return { isNew: false };
  const { error } = await new Migrator({ db: database, provider: providerOf(syntax) }).migrateToLatest();
  if (error !== undefined) throw error;
  return { isNew: ran.length === 0 };
}

/** Makes the tables of an empty database, as they were after the migration `last`; false where this version does not know it. */
export async function migrateTo(database: Kysely<unknown>, syntax: SchemaSyntax, last: string): Promise<boolean> {
  if (migrations[last] === undefined) return false;
  const { error } = await new Migrator({ db: database, provider: providerOf(syntax) }).migrateTo(last);
  if (error !== undefined) throw error;
  return true;
}

const isOurs = /^\d{3}-/;

async function ranBefore(database: Database): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  return rows.map(({ name }) => name);
}
