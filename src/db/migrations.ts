// The schema's migrations, as a numbered list: one that has run on a database is never changed, new ones are added.
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import { unusable } from "./sqlite/database-file.js";
import type { Database } from "./sqlite/engine.js";
import { StoreError } from "./sqlite/store-error.js";

// Spelled out, not imported from the domain: a migration that has run never changes.
const statuses =
  "'pending', 'approved', 'issued', 'active', 'revoking', 'revoked', 'ended', 'expired', 'denied', 'cancelled', 'lapsed', 'failed'";
const openStatuses = "'pending', 'approved', 'issued', 'active', 'revoking'";

const firstTables = [
  `create table requests (
    id text primary key,
    delivery_key text not null unique,
    status text not null check (status in (${statuses})),
    revision integer not null,
    attempt integer not null,
    actor_slack_id text not null,
    actor_sub text not null,
    actor_clerk_id text,
    actor_emails text not null,
    subject_id text not null,
    subject_name text not null,
    subject_email text,
    reason text not null,
    session_ms integer not null,
    asked_at integer not null,
    lapses_at integer not null,
    decided_by text,
    decided_at integer,
    note text,
    retry_until integer,
    token_id text,
    token_created_at integer,
    link_expires_at integer,
    token_may_exist_until integer,
    link_clicked_at integer,
    link_withdrawn_at integer,
    used_at integer,
    used_from text,
    session_ends_at integer,
    revoked_by text,
    revoke_asked_at integer,
    failure text,
    closing text,
    closed_at integer,
    due_at integer,
    tries integer not null
  ) strict`,
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
  ) strict`,
  "create index sessions_of_request on sessions (request_id)",
  `create table messages (
    id integer primary key,
    request_id text not null references requests (id),
    moment text not null,
    attempt integer,
    channel text,
    ts text,
    shown_revision integer not null,
    shown_digest text,
    claim text,
    claimed_until integer,
    due_at integer,
    unsure_until integer,
    tries integer not null default 0,
    unique (channel, ts)
  ) strict`,
  "create index messages_of_request on messages (request_id)",
  "create index messages_due on messages (due_at) where due_at is not null",
  `create table audit (
    id integer primary key,
    at integer not null,
    request_id text,
    by text not null,
    action text not null,
    outcome text not null,
    detail text not null
  ) strict`,
  "create index audit_of_request on audit (request_id)",
  `create trigger audit_is_not_changed before update on audit
    begin select raise(abort, 'audit rows are never changed'); end`,
  `create trigger audit_is_not_deleted before delete on audit
    begin select raise(abort, 'audit rows are never deleted'); end`,
  // In a connection without recursive_triggers, REPLACE deletes rows without firing the trigger above.
  `create trigger audit_is_not_replaced before insert on audit when exists (select 1 from audit where id = new.id)
    begin select raise(abort, 'audit rows are never replaced'); end`,
];

const missingPostsAndArrivals = [
  // Autoincrement never reuses an id: a worker that still holds an old one could claim another message by it.
  `create table messages_anew (
    id integer primary key autoincrement,
    request_id text not null references requests (id),
    moment text not null,
    attempt integer,
    channel text,
    ts text,
    shown_revision integer not null,
    shown_digest text,
    claim text,
    claimed_until integer,
    due_at integer,
    unsure_until integer,
    tries integer not null default 0,
    -- Set while a post is under way, and kept where its outcome is unknown.
    posting_since integer,
    -- Slack's code, while nothing more is tried because of it.
    refused text,
    unique (channel, ts)
  ) strict`,
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
    at integer not null
  ) strict`,
];

const plainNames = [
  "alter table messages rename column moment to kind",
  "alter table arrivals rename to pending_replies",
  "update requests set failure = 'clerk_timeout' where failure = 'clerk_silent'",
  "update requests set failure = 'clerk_malformed' where failure = 'clerk_nonsense'",
];

const oneRoundOfChecks = [
  "alter table requests add column subject_slack_id text",
  "alter table requests add column unverified_clashes text not null default '[]'",
  `update requests set failure = 'no_longer_allowed'
    where failure in ('actor_refused', 'approver_refused', 'channel_unfit', 'lookup_failed')
      or (failure = 'subject_refused' and token_id is not null)`,
];

// A payload's key stays for a while after the answer, so that the same payload is known when it comes again.
const knownPayloads = ["alter table pending_replies add column answered_at integer"];

const piecesOfARevoke = [
  "alter table requests add column token_revocation text",
  "alter table sessions add column ended_at integer",
  "create index requests_live on requests (status) where status in ('issued', 'active')",
];

// Requests from before get their numbers in the order in which they were asked.
const shortIdsAndSequels = [
  "alter table requests add column number integer",
  `update requests set number = ranked.place
    from (select id, row_number() over (order by asked_at, id) as place from requests) as ranked
    where ranked.id = requests.id`,
  "create unique index requests_number on requests (number)",
  "alter table requests add column asked_again_of text",
  "alter table requests add column reminded_at integer",
  "alter table requests add column warned_at integer",
];

// Null also for messages from before: they are superseded once their request moves.
const oneDirectMessage = ["alter table messages add column superseded_at integer"];

// Lists are read by index, however many requests there were.
const homesAndLists = [
  `create table homes (
    user_id text primary key,
    opened_at integer not null,
    shown_digest text
  ) strict`,
  "create index requests_of_actor on requests (actor_slack_id, number)",
  `create index requests_open on requests (number) where status in (${openStatuses})`,
  "create index requests_decided on requests (decided_at, number) where decided_at is not null",
];

// Null also for a session from before that is past its limit: its next look sets it.
const overdueSessions = ["alter table requests add column overdue_since integer"];

const slackCodes = ["alter table requests add column slack_code text"];

/** Statements by the name under which the database notes that they ran. */
const migrations: Readonly<Record<string, readonly string[]>> = {
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
};

function migrationOf(statements: readonly string[]): Migration {
  return {
    async up(database: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(database);
    },
  };
}

const provider = {
  async getMigrations() {
    return Object.fromEntries(Object.entries(migrations).map(([name, each]) => [name, migrationOf(each)]));
  },
};

export async function migrate(database: Database, path: string): Promise<void> {
  const migrator = new Migrator({ db: database, provider });
  const known = new Set(Object.keys(migrations));
  const unknown = (await ranBefore(database)).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new StoreError(`The database ${path} was written by a newer Understudy (${unknown}). Start that version.`);
  }
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw unusable("The database", path, error, "can't be brought up to date");
}

/** Makes the tables of an empty database, as they were after the migration `last`; false where this version does not know it. */
export async function migrateTo(database: Kysely<unknown>, last: string): Promise<boolean> {
  if (migrations[last] === undefined) return false;
  const { error } = await new Migrator({ db: database, provider }).migrateTo(last);
  if (error !== undefined) throw error;
  return true;
}

async function ranBefore(database: Database): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  return rows.map(({ name }) => name);
}
