// Errors of PostgreSQL and of the way to it: which of them are failures of the database, and what each means to people.
import { nameOf } from "../../database-url.js";
import { StoreError } from "../engine/store-error.js";

/** `pg` gives the errors of its own no code. */
const uncoded: readonly (readonly [RegExp, string])[] = [
  [/^timeout exceeded when trying to connect/, "POOL_TIMEOUT"],
  [/^Connection terminated due to connection timeout/, "CONNECT_TIMEOUT"],
  [/^Cannot use a pool after/, "POOL_ENDED"],
  [/^Query read timeout/, "QUERY_TIMEOUT"],
  [/^(Connection terminated|Client has encountered a connection error|Client was closed)/, "CONNECTION_LOST"],
  [/^SASL: .*password must be a string/, "NO_PASSWORD"],
  [/^The server does not support SSL/, "NO_TLS"],
];

/** PostgreSQL's `SQLSTATE`, Node's code, or a word of ours for an error of `pg`; empty for anything else. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return uncoded.find(([pattern]) => pattern.test(error.message))?.[1] ?? "";
}

/** The connection can't be used any more, and its last statement may have taken effect. */
export function isConnectionLost(error: unknown): boolean {
  return /^(08|25P0[34]|57P0[123])|^E[A-Z]+$|^(QUERY_TIMEOUT|CONNECTION_LOST)$/.test(codeOf(error));
}

/** It may lead to a server that is no primary any more: another connection to the same address may lead to the one that is. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === "25006";
}

/** Somebody else held a lock for longer than a statement waits. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === "55P03";
}

/**
 * Not those of a statement that is wrong, which are bugs. 25: a server that only reads, or that ended a transaction in which nothing happened. 28, 3D: who may log in changed. 40: a
 * transaction that had to give way. 53, 54: no room. 55: a lock was not given in time. 57: shut down, or a statement that took too
 * long. 58, XX: its disk.
 */
export function isFailure(code: string): boolean {
  return /^(08|25006|25P0[1-4]|28|3D|40001|40P01|53|54|55P03|57|58|XX00)|^E[A-Z]+$|^[A-Z]+_[A-Z]+$/.test(code);
}

/** Why the bot can't start on it, in one sentence without the password. */
export function cannotUse(databaseUrl: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const why = reason(error);
  const end = why.endsWith("?") ? "" : ".";
  return new StoreError(`The database ${nameOf(databaseUrl)} can't be used: ${why}${end}`);
}

/** PostgreSQL has one code for several causes, which only its words tell apart. */
const toldByMessage: readonly (readonly [code: string, message: RegExp, reason: string])[] = [
  ["28000", /host "\[local\]"/, "its pg_hba.conf does not let this user in from here"],
  // "SSL off" on PostgreSQL 13.
  [
    "28000",
    /no encryption$|SSL off$/,
    "it does not let this user in without TLS. Add ?sslmode=verify-full to DATABASE_URL, or an entry to its pg_hba.conf",
  ],
  ["28000", /pg_hba\.conf/, "its pg_hba.conf does not let this user in from here"],
  ["42501", /^permission denied for database/, "the user may not connect to that database. Grant it CONNECT"],
  [
    "42501",
    /^(must be owner of|permission denied for) (table|sequence|function|relation) /,
    "its tables belong to another user, as after a restore by one. Make the bot's user their owner",
  ],
  ["42501", /^permission denied for language/, "the user may not use plpgsql. Grant it USAGE on that language"],
];
const noSocket =
  "there is no socket of PostgreSQL there, or it may not be opened. Are host and port right, and does PostgreSQL run?";

function reason(error: unknown): string {
  const special = error instanceof Error ? specialReason(error) : undefined;
  if (special !== undefined) return special;
  const reasons: readonly (readonly [RegExp, string])[] = [
    [/^ECONNREFUSED/, "nothing answers there. Is PostgreSQL running, and are host and port right?"],
    [/^(ENOTFOUND|EAI_AGAIN)/, "its host is not known. Is the name in DATABASE_URL right?"],
    [
      /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT|POOL_TIMEOUT)/,
      "it does not answer. Is a firewall in the way, or are all its connections in use?",
    ],
    [/^(28P01|28000)/, "it does not accept the user or the password in DATABASE_URL"],
    [/^3D000/, "it has no database of that name. Create it first"],
    [/^42P07/, "another program has tables of the same names there. Give Understudy a database or a schema of its own"],
    [/^42501/, "the user may not create tables there. Grant it CREATE on the schema"],
    [/^25006/, "it is read-only, as a standby is. Set DATABASE_URL to the primary"],
    [/^55P03/, "another program holds a lock there. End its transaction, or start again in a minute"],
    [/^53300/, "it takes no more connections. Raise max_connections, or stop what uses them"],
    [/^53100/, "its disk is full. Make room, and start again"],
    [/^57P03/, "it is starting up or shutting down. Start again in a minute"],
    [/^NO_TLS/, "it has no TLS, which DATABASE_URL asks for"],
    [/^NO_PASSWORD/, "it wants a password, and DATABASE_URL has none"],
    [/^CONNECTION_LOST/, "the connection was cut. Are host, port and firewall right?"],
    [/^(ENOENT|EACCES|EISDIR)/, "a certificate or key that DATABASE_URL names can't be read"],
    [/^ERR_TLS_CERT_ALTNAME/, "its certificate is valid for another name than the host in DATABASE_URL"],
    [
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS)/,
      "its certificate is not trusted. Set sslrootcert in DATABASE_URL",
    ],
  ];
  const [, known] = reasons.find(([pattern]) => pattern.test(codeOf(error))) ?? [];
  if (known !== undefined) return known;
  // A message of the server's may quote values, but not the password.
  return error instanceof Error ? error.message : "unknown reason";
}

function specialReason(error: Error): string | undefined {
  const code = codeOf(error);
  const isSocket = "syscall" in error && error.syscall === "connect" && /^(ENOENT|EACCES)$/.test(code);
  if (isSocket) return noSocket;
  return toldByMessage.find(([its, message]) => its === code && message.test(error.message))?.[2];
}
