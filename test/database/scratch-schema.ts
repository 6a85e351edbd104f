// Databases for tests on PostgreSQL: each has a schema of its own, which goes away with the test file.
import { randomUUID } from "node:crypto";
import { afterAll, inject } from "vitest";
import { PostgresWorker } from "./plain-postgres.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The server's address; undefined where the tests run on SQLite. */
    postgresUrl: string | undefined;
  }
}

export const postgresUrl = inject("postgresUrl");

let worker: PostgresWorker | undefined;

export function postgres(): PostgresWorker {
  if (postgresUrl === undefined) throw new Error("the tests run on SQLite");
  worker ??= new PostgresWorker(postgresUrl);
  return worker;
}

const made: string[] = [];

/** The address of a new, empty database. */
export function newSchema(): string {
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  postgres().query("public", `create schema ${schema}`);
  made.push(schema);
  const url = new URL(postgresUrl ?? "");
  url.searchParams.set("options", `-c search_path=${schema}`);
  return url.toString();
}

export function schemaOf(database: string): string | undefined {
  return /search_path(?:=|%3D)(test_\w+)/i.exec(database)?.[1];
}

if (postgresUrl !== undefined) {
  afterAll(() => {
    for (const schema of made.splice(0)) postgres().query("public", `drop schema ${schema} cascade`);
  });
}
