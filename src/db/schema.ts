// The tables, as Kysely knows them. Times are milliseconds since the Unix epoch, UTC.
import type { Generated } from "kysely";
import type { Request } from "../impersonation/model/request.js";

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S;

type Columns<T> = { [Field in keyof T & string as SnakeCase<Field>]: T[Field] };

/** One column per field of a request; the actor's emails are JSON text. */
export type RequestRow = Omit<Columns<Request>, "actor_emails"> & { actor_emails: string };

export interface Schema {
  requests: RequestRow & { delivery_key: string };
  sessions: { session_id: string; request_id: string };
  messages: {
    id: Generated<number>;
    request_id: string;
    moment: string;
    attempt: number | null;
    channel: string | null;
    ts: string | null;
    shown_revision: number;
    shown_digest: string | null;
    claim: string | null;
    claimed_until: number | null;
    due_at: number | null;
    unsure_until: number | null;
    posting_since: number | null;
    refused: string | null;
    tries: number;
  };
  arrivals: { key: string; user_id: string; kind: string; view_id: string | null; at: number };
  audit: {
    id: Generated<number>;
    at: number;
    request_id: string | null;
    by: string;
    action: string;
    outcome: string;
    detail: string;
  };
}
