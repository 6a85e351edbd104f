// A start on a database that can't be used ends with one sentence, without the password.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { OwnServer } from "../database/own-server.js";
import { TcpProxy } from "../database/tcp-proxy.js";
import { asked } from "../db/scratch.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, raise } from "../flows/stage.js";
import { freePort } from "../ports.js";
import { Operator } from "./behind-proxy.js";
import { leftDatabase } from "./moving.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const maxConnections = 12;
const password = "a-wrong-password";
const accessRules = [
  "host all guarded all scram-sha-256",
  "host all unencrypted all reject",
  "local all turned_away reject",
  "",
].join("\n");
let server: OwnServer;

beforeAll(async () => {
  server = await OwnServer.start({ max_connections: maxConnections, superuser_reserved_connections: 0 });
  const rules = join(server.data, "pg_hba.conf");
  writeFileSync(rules, `${accessRules}${readFileSync(rules, "utf8")}`);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query("create role guarded login password 'the-right-one'; select pg_reload_conf()");
  await client.end();
});

afterAll(() => server.remove());

function changed(change: (url: URL) => unknown): string {
  const url = new URL(server.url);
  change(url);
  return url.toString();
}

const bySocket = (folder: string, user: string) =>
  `postgres:///postgres?host=${encodeURIComponent(folder)}&port=${server.port}&user=${user}`;

const guarded = () =>
  changed((url) => {
    url.username = "guarded";
    url.password = password;
  });

test.each<[string, () => string | Promise<string>, RegExp]>([
  ["with a wrong password", guarded, /does not accept the user or the password in DATABASE_URL\.$/],
  [
    "without that database",
    () => changed((url) => Object.assign(url, { pathname: "none" })),
    /it has no database of that name\. Create it first\.$/,
  ],
  [
    "without that user",
    () => changed((url) => Object.assign(url, { username: "nobody" })),
    /does not accept the user or the password in DATABASE_URL\.$/,
  ],
  [
    "that wants TLS for that user",
    () => changed((url) => Object.assign(url, { username: "unencrypted" })),
    /it does not let this user in without TLS\. Add \?sslmode=verify-full to DATABASE_URL, or an entry to its pg_hba\.conf\.$/,
  ],
  [
    "that turns that user away",
    () => bySocket(join(server.data, ".."), "turned_away"),
    /its pg_hba\.conf does not let this user in from here\.$/,
  ],
  [
    "on a socket that is not there",
    () => bySocket("/none", "understudy"),
    /there is no socket of PostgreSQL there, or it may not be opened\. Are host and port right, and does PostgreSQL run\?$/,
  ],
  [
    "with a certificate that is not there",
    () => changed((url) => url.searchParams.set("sslrootcert", "/none/ca.pem")),
    /a certificate or key that DATABASE_URL names can't be read\.$/,
  ],
  [
    "with a database that the user may not connect to",
    async () => {
      const operator = await Operator.of(server.url);
      await operator.query("create database closed");
      await operator.query("revoke connect on database closed from public; create role stranger login");
      return changed((url) => Object.assign(url, { pathname: "closed", username: "stranger" }));
    },
    /the user may not connect to that database\. Grant it CONNECT\.$/,
  ],
  [
    "with an encoding that can't hold every text",
    async () => {
      const name = "in_latin";
      const operator = await Operator.of(server.url);
      await operator.query(`create database ${name} encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`);
      return changed((url) => Object.assign(url, { pathname: name }));
    },
    /has the encoding LATIN1, which can't hold every text\. Create one with the encoding UTF8\.$/,
  ],
  [
    "that is away",
    async () => {
      const port = String(await freePort());
      return changed((url) => Object.assign(url, { port }));
    },
    /nothing answers there\. Is PostgreSQL running, and are host and port right\?$/,
  ],
  [
    "without the TLS that is asked for",
    () => changed((url) => url.searchParams.set("sslmode", "require")),
    /it has no TLS, which DATABASE_URL asks for\.$/,
  ],
  [
    "that stays silent",
    async () => {
      const proxy = await TcpProxy.before(server.url);
      proxy.fallSilent();
      return proxy.at(server.url);
    },
    /it does not answer\. Is a firewall in the way, or are all its connections in use\?$/,
  ],
])("a server %s", async (_, urlOf, words) => {
  await expect(openStore(await urlOf())).rejects.toThrow(words);
});

test("a server that takes no more connections; with room again the start works", async () => {
  const url = await Operator.newDatabase(server.url);
  const all: pg.Client[] = [];
  onTestFinished(async () => {
    await Promise.all(all.map((client) => client.end()));
  });
  const full = async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => {});
      if (
        !(await client.connect().then(
          () => true,
          () => false,
        ))
      )
        return;
      all.push(client);
    }
  };
  // One is the operator's, and those of the tests before may be on their way out.
  for (await full(); all.length < maxConnections - 1; await full()) await pause(50);
  await expect(openStore(url)).rejects.toThrow(/it takes no more connections\. Raise max_connections/);
  await Promise.all(all.splice(0).map((client) => client.end()));
  const store = await openStore(url);
  await store.close();
});

test("a process that was given no password where one is wanted says so, and ends at once", async () => {
  const url = changed((address) => Object.assign(address, { username: "guarded" }));
  const args = ["dist/migrate-store.js", "--from", (await leftDatabase((store) => asked(store))).url, "--to", url];
  const begin = performance.now();
  const command = BotProcess.under(process.execPath, args, {});
  expect(await command.exited).toEqual({ code: 1 });
  expect(command.output).toMatch(/it wants a password, and DATABASE_URL has none\.$/m);
  expect(performance.now() - begin).toBeLessThan(5_000);
});

test("the process says one sentence without the password", async () => {
  const stage = await raise({ bot: "none", settings: { DATABASE_URL: guarded() } });
  const bot = BotProcess.node(stage.sandbox.settings);
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/^The database postgres:\/\/[^\n]* does not accept the user[^\n]*\.\n$/m);
  expect(bot.output).not.toContain(password);
});

test("a database that fails during the start is told in one sentence, too", async () => {
  const url = await Operator.newDatabase(server.url);
  await (await openStore(url)).close();
  const operator = await Operator.of(url);
  await operator.query(`create function full_disk() returns trigger language plpgsql
    as $$ begin raise exception 'disk full' using errcode = '53100'; end $$`);
  await operator.query("create trigger full_disk before insert on instances for each row execute function full_disk()");
  const stage = await raise({ bot: "none", settings: { DATABASE_URL: url } });
  const bot = BotProcess.node(stage.sandbox.settings);
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/ error database failed code=53100/);
  expect(bot.output).toMatch(/^The database failed during the start; the log says how\. Start again in a minute\.$/m);
  expect(bot.output).not.toMatch(/unhandled/);
});

/** Another program with a lock on a database that is there already, and has a request. */
async function lockedDatabase(table: string) {
  const url = await Operator.newDatabase(server.url);
  const store = await openStore(url);
  await asked(store);
  await store.close();
  const operator = await Operator.of(url);
  await operator.query("begin");
  await operator.query(`lock table ${table}`);
  return { url, unlock: () => operator.query("rollback") };
}

test.each(["kysely_migration", "requests", "messages", "homes", "instances"])(
  "a start waits for a lock on %s that another program holds for some seconds",
  async (table) => {
    const { url, unlock } = await lockedDatabase(table);
    const observer = await Operator.of(url);
    const waits = new Set<number>();
    const opened = openStore(url);
    while (waits.size < 2) {
      const waiting = "select query_start as since from pg_stat_activity where wait_event_type = 'Lock'";
      const rows = await observer.query(`${waiting} and datname = current_database()`);
      for (const { since } of rows) waits.add(Number(since));
      await pause(50);
    }
    await unlock();
    await (await opened).close();
  },
);

test("a start ends with one sentence where another program holds a lock for longer", async () => {
  const { url } = await lockedDatabase("kysely_migration");
  await expect(openStore(url)).rejects.toThrow(
    /can't be used: another program holds a lock there\. End its transaction, or start again in a minute\.$/,
  );
});

/** A database with a schema of another program, and the address of one that has a schema of the bot's own. */
async function besideOthers(schema = "public") {
  const url = new URL(await Operator.newDatabase(server.url));
  const operator = await Operator.of(url.toString());
  await operator.query(`create schema if not exists "${schema}"`);
  await operator.query("create schema other");
  url.searchParams.set("options", `-c search_path="${schema.replaceAll(" ", "\\ ")}",other`);
  return { url: url.toString(), operator };
}

test("a start waits for no lock on the tables of another schema", async () => {
  const { url, operator } = await besideOthers();
  await operator.query("create table other.busy as select 1 as one");
  await operator.query("begin");
  await operator.query("lock table other.busy");
  await (await openStore(url)).close();
  await (await openStore(url)).close();
});

test("nor does one that has nothing to bring up to date for another program that changes its own tables with Kysely", async () => {
  const { url, operator } = await besideOthers();
  await operator.query("select pg_advisory_lock(3853314791062309107)");
  await (await openStore(url)).close();
  await (await openStore(url)).close();
});

test.each(["Understudy", "support bot", "alice's", "user"])("a bot works in a schema named %s", async (schema) => {
  const { url } = await besideOthers(schema);
  for (let start = 1; start <= 2; start += 1) {
    const store = await openStore(url);
    await asked(store, { id: `req_${start}`, actorSlackId: `U${start}` });
    await store.close();
  }
});

test("a schema that is made under the name of the bot's user later is not taken for its own", async () => {
  const { url, operator } = await besideOthers();
  const own = new URL(url);
  own.searchParams.set("options", `-c search_path="$user",public`);
  const store = await openStore(own.toString());
  onTestFinished(() => store.close());
  const request = await asked(store);
  await operator.query("create schema understudy");
  await (await openStore(own.toString())).close();
  expect(await store.get(request.id)).toMatchObject({ id: request.id });
});

test("an operator that somebody else makes in another schema of the search path is never called", async () => {
  const { url, operator } = await besideOthers();
  await operator.query("create function other.act(text, name) returns text language sql as $$ select 1 / 0 || $1 $$");
  await operator.query("create operator other.|| (leftarg = text, rightarg = name, function = other.act)");
  const store = await openStore(url);
  onTestFinished(() => store.close());
  expect(await asked(store)).toMatchObject({ id: "req_1" });
});

test.each([
  [
    "a trigger of the audit was dropped",
    "drop trigger audit_is_not_changed on audit",
    /audit_is_not_changed is missing/,
  ],
  [
    "a trigger of the audit was switched off",
    "alter table audit disable trigger audit_is_not_truncated",
    /audit_is_not_truncated was changed/,
  ],
  [
    "the function that keeps the audit was emptied",
    "create or replace function audit_is_kept() returns trigger language plpgsql as 'begin return null; end'",
    /audit_is_not_changed was changed/,
  ],
  [
    "a trigger was added to the audit",
    "create trigger mine before insert on audit for each row execute function audit_is_kept()",
    /the trigger mine was added/,
  ],
  ["the index that allows one open request is gone", "drop index one_open_request", /one_open_request is missing/],
  [
    "that index allows two",
    "drop index one_open_request; create index one_open_request on requests (actor_slack_id, subject_id)",
    /one_open_request was changed/,
  ],
  [
    "a newer version wrote it",
    "insert into kysely_migration (name, timestamp) values ('999-later', '')",
    /was written by a newer Understudy \(999-later\)\. Start that version\./,
  ],
  [
    "another program's migrations are in the schema",
    "insert into kysely_migration (name, timestamp) values ('2024-01-01-orders', '')",
    /has a table kysely_migration of another program \(2024-01-01-orders\)\. Give Understudy a database or a schema of its own\./,
  ],
])("a database of which %s", async (_, change, words) => {
  const url = await Operator.newDatabase(server.url);
  await (await openStore(url)).close();
  const operator = await Operator.of(url);
  await operator.query(change);
  await expect(openStore(url)).rejects.toThrow(words);
});

test("tables that belong to another user, as one who restored them, are told as such", async () => {
  const url = await Operator.newDatabase(server.url);
  await (await openStore(url)).close();
  const operator = await Operator.of(url);
  await operator.query(
    "create role stranger_to_tables login; grant create, usage on schema public to stranger_to_tables",
  );
  const asStranger = Object.assign(new URL(url), { username: "stranger_to_tables" });
  await expect(openStore(asStranger.toString())).rejects.toThrow(
    /its tables belong to another user, as after a restore by one\. Make the bot's user their owner\.$/,
  );
});

test("a schema in which others may create objects is refused, until they may not any more", async () => {
  const url = await Operator.newDatabase(server.url);
  const operator = await Operator.of(url);
  await operator.query("create role other; grant create on schema public to other");
  await expect(openStore(url)).rejects.toThrow(
    /others than Understudy may create objects, .* run: revoke create on schema public from other\.$/,
  );
  await operator.query("revoke create on schema public from other");
  const store = await openStore(url);
  await store.close();
});

test("a schema whose name leaves no room in that of its channel is refused", async () => {
  const operator = await Operator.of(server.url);
  const schema = `s${"x".repeat(60)}`;
  await operator.query(`create schema ${schema}`);
  await expect(
    openStore(changed((url) => url.searchParams.set("options", `-c search_path=${schema}`))),
  ).rejects.toThrow(/has no schema for Understudy: search_path has to begin with one that exists/);
});
