// Reads the bot's database file while the bot runs; never writes to it.
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { z } from "zod";
import { auditRow, type Backstage, request } from "../contract/backstage.js";

const maxRequests = 20;
const maxRefusals = 20;

const auditRows = z.array(
  auditRow.extend({
    detail: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(auditRow.shape.detail),
  }),
);

/** Columns renamed to the panel's field names. */
const columns = `
  id, status, reason, failure, closing, actor_slack_id as actor, subject_id as subjectId,
  subject_name as subjectName, decided_by as decidedBy, token_id as tokenId, due_at as dueAt`;
const requestRows = z.array(request.omit({ audit: true }));

/** SQLite has no booleans. */
const flag = z.number().transform((each) => each === 1);
const milestones = z.object({ asked: flag, approved: flag, revoked: flag });
type Milestones = z.output<typeof milestones>;
const milestonesQuery = `
  select exists (select 1 from requests) as asked,
    exists (select 1 from audit where action = 'approve' and outcome = 'done') as approved,
    exists (select 1 from requests where status = 'revoked') as revoked`;

type RecordView = Pick<Backstage, "requests" | "refusals">;

export class BotRecord {
  readonly #path: string;
  #database: Database.Database | undefined;
  #closed = false;
  #version: unknown;
  /** What was read last, and at which version. */
  #last: { readonly version: unknown; readonly view: RecordView } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether the bot has committed anything since the last call. */
  changed(): boolean {
    const before = this.#version;
    this.#version = versionOf(this.#open());
    return this.#version !== before;
  }

  read(): RecordView {
    const database = this.#open();
    if (database === undefined) return { requests: [], refusals: [] };
    // Every window asks, after each call that the bot makes, and few of those follow a commit.
    const version = versionOf(database);
    if (this.#last === undefined || this.#last.version !== version) {
      this.#last = { version, view: this.#read(database) };
    }
    return this.#last.view;
  }

  /** What has happened at least once. */
  milestones(): Milestones {
    const database = this.#open();
    if (database === undefined) return { asked: false, approved: false, revoked: false };
    return milestones.parse(database.prepare(milestonesQuery).get());
  }

  #read(database: Database.Database): RecordView {
    const newest = database.prepare(`select ${columns} from requests order by asked_at desc, id limit ?`);
    const trail = database.prepare("select * from audit where request_id = ? order by id");
    const refused = database.prepare("select * from audit where request_id is null order by id desc limit ?");
    return {
      requests: requestRows
        .parse(newest.all(maxRequests))
        .map((row) => ({ ...row, audit: auditRows.parse(trail.all(row.id)) })),
      refusals: auditRows.parse(refused.all(maxRefusals)),
    };
  }

  /** Afterwards it reads as empty, for windows that are still open. */
  close(): void {
    this.#closed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  /** Undefined until the bot has created the file and its tables. */
  #open(): Database.Database | undefined {
    if (this.#database !== undefined) return this.#database;
    if (this.#closed || !existsSync(this.#path)) return undefined;
    const database = new Database(this.#path, { readonly: true, fileMustExist: true });
    const tables = database.prepare("select count(*) from sqlite_master where name in ('requests', 'audit')").pluck();
    if (tables.get() !== 2) {
      database.close();
      return undefined;
    }
    this.#database = database;
    return database;
  }
}

/** Changes with each commit of another connection's. */
function versionOf(database: Database.Database | undefined): unknown {
  return database?.pragma("data_version", { simple: true });
}
