// PostgreSQL's own backup, by the commands of docs/operations.md: a bot starts on what they restore, with the same record.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { PlainPostgres, PostgresWorker } from "../database/plain-postgres.js";
import { programsFolder } from "../database/programs.js";
import { postgres, postgresUrl, schemaOf } from "../database/scratch-schema.js";
import { asked, brought, contents, moved, people, plain, scratchPath, wish } from "../db/scratch.js";

const options = {
  pg_dump: ["--format=custom"],
  pg_restore: ["--exit-on-error", "--single-transaction", "--no-owner", "--no-acl"],
} as const;

const folder = programsFolder("pg_dump", "pg_restore");
const run = (program: keyof typeof options, ...args: string[]) =>
  execFileSync(join(folder, program), [...options[program], ...args], { stdio: ["ignore", "inherit", "inherit"] });

/** An empty database beside that of the tests, which goes away with the test. */
function newDatabase(): string {
  const name = `restored_${randomUUID().replaceAll("-", "")}`;
  postgres().query("public", `create database ${name}`);
  onTestFinished(() => void postgres().query("public", `drop database ${name} with (force)`));
  const url = new URL(postgresUrl ?? "");
  url.pathname = `/${name}`;
  return url.toString();
}

/** What `pg_dump` wrote of the schema at `address`, restored into a database of its own. */
function restored(address: string) {
  const schema = schemaOf(address) ?? "";
  const scratch = mkdtempSync(join(tmpdir(), "understudy-dump-"));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const [dump, target] = [join(scratch, "understudy.dump"), newDatabase()];
  run("pg_dump", `--schema=${schema}`, `--file=${dump}`, postgresUrl ?? "");
  run("pg_restore", `--dbname=${target}`, dump);
  const url = new URL(target);
  url.searchParams.set("options", `-c search_path=${schema}`);
  return { url: url.toString(), plain: new PlainPostgres(new PostgresWorker(target), schema) };
}

async function withOneOfEach() {
  const address = scratchPath();
  const store = await openStore(address);
  onTestFinished(() => store.close());
  await brought(store, await asked(store, { id: "req_used", subjectId: "user_1" }, ["card"]), "active");
  await brought(store, await asked(store, { id: "req_over", subjectId: "user_2" }, ["card"]), "denied");
  await asked(store, { id: "req_open", subjectId: "user_3" }, ["card"]);
  return { address, store };
}

test("a database that was dumped with pg_dump and restored with pg_restore has the same record, and a bot starts on it", async () => {
  const { address } = await withOneOfEach();
  const copy = restored(address);
  const store = await openStore(copy.url);
  onTestFinished(() => store.close());
  expect(contents(copy.plain)).toEqual(contents(plain(address)));
  expect(await store.get("req_used")).toMatchObject({ status: "active" });

  const open = await store.get("req_open");
  await moved(store, open ?? expect.fail("it is not there"), "cancel", { by: people.alice });
  const next = await store.insert(wish({ id: "req_next", subjectId: "user_4" }), "key of req_next", ["card"], 10);
  expect(next).toMatchObject({ outcome: "inserted", request: { number: 4 } });
});

test("the audit that was restored can be changed, deleted and emptied as little as before", async () => {
  const copy = restored((await withOneOfEach()).address);
  for (const statement of ["update audit set by = 'eve'", "delete from audit", "truncate audit"]) {
    expect(() => copy.plain.exec(statement)).toThrow("audit rows are never changed, deleted or replaced");
  }
});

const manual = readFileSync("docs/operations.md", "utf8");

test.each(Object.entries(options))("the manual names %s with the options that are tested", (program, given) => {
  expect(manual.includes(`${program} ${given.join(" ")} `)).toBe(true);
});
