// What keeps the record true, compared with what the migrations made: the triggers of the audit, and the indexes of which a
// request's move relies on.
import { type QueryExecutorProvider, sql } from "kysely";
import { z } from "zod";
import { StoreError } from "../engine/store-error.js";
import { auditGuard } from "./syntax.js";

const found = z.object({ name: z.string(), intact: z.boolean() });

const creators = z.array(z.object({ name: z.string(), schema: z.string() }));

/** Throws `StoreError` where others may add to the schema: a function or an operator of theirs would run with the bot's rights. */
export async function requireOwnSchema(database: QueryExecutorProvider, name: string): Promise<void> {
  const { rows } =
    await sql`select nspname as schema, case grantee when 0 then 'public' else grantee::regrole::text end as name
    from pg_namespace, aclexplode(nspacl)
    where nspname = any(current_schemas(false)) and privilege_type = 'CREATE' and grantee <> nspowner
      and grantee <> (select oid from pg_roles where rolname = current_user)`.execute(database);
  const [other] = creators.parse(rows);
  if (other === undefined) return;
  throw new StoreError(
    `In the database ${name} others than Understudy may create objects, and so act with its rights. As the owner of the schema run: revoke create on schema ${other.schema} from ${other.name}.`,
  );
}

const guards = ["audit_is_not_changed", "audit_is_not_truncated", "one_open_request", "one_open_request_as_actor"];

/** The end of a sentence about the database; undefined where nothing is wrong. */
export async function guardFault(database: QueryExecutorProvider): Promise<string | undefined> {
  const { rows } = await sql`select tgname as name, tgenabled in ('O', 'A') and proname = ${auditGuard.name}
      and trim(prosrc) = ${auditGuard.body} as intact
    from pg_trigger join pg_proc on pg_proc.oid = tgfoid
    where tgrelid = 'audit'::regclass and not tgisinternal
    union all select relname, indisunique and indisvalid from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = 'requests'::regclass and relname like 'one_open_request%'`.execute(database);
  const known = z.array(found).parse(rows);
  const faults = [
    ...guards.filter((guard) => !known.some(({ name }) => name === guard)).map((name) => `${name} is missing`),
    ...known.filter(({ name, intact }) => guards.includes(name) && !intact).map(({ name }) => `${name} was changed`),
    ...known.filter(({ name }) => !guards.includes(name)).map(({ name }) => `the trigger ${name} was added`),
  ];
  return faults.length === 0 ? undefined : faults.join(", ");
}
