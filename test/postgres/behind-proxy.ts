// The bot on PostgreSQL with a proxy between the two, and the connection of an operator who looks at the same database.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import { newSchema } from "../database/scratch-schema.js";
import { TcpProxy } from "../database/tcp-proxy.js";
import { raise, type Stage } from "../flows/stage.js";

/** What a person reads whose click met a database that failed. */
export const refused = /can't write to its database, so nothing was decided, started or ended/;

export class Operator {
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly client: pg.Client,
    /** By which the bot's connections are known. */
    readonly program: string,
  ) {}

  static async of(url: string, program = ""): Promise<Operator> {
    const through = new URL(url);
    through.searchParams.set("application_name", `operator of ${program}`);
    const client = new pg.Client({ connectionString: through.toString() });
    client.on("error", () => {});
    await client.connect();
    onTestFinished(async () => {
      await client.end();
    });
    return new Operator(client, program);
  }

  /** On a server of its own a database of its own. */
  static async newDatabase(server: string): Promise<string> {
    const operator = await Operator.of(server);
    const name = `test_${randomUUID().replaceAll("-", "")}`;
    await operator.query(`create database ${name}`);
    return Object.assign(new URL(server), { pathname: name }).toString();
  }

  /** One after the other, whoever asks. */
  async query(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    const answered = this.#last.then(() => this.client.query<Record<string, unknown>>(text, values));
    this.#last = answered.catch(() => {});
    return (await answered).rows;
  }

  /** Ends the bot's connections, or those of them that wait for a lock. Resolves with how many. */
  async terminate(which: "all" | "waiting" = "all"): Promise<number> {
    const ended = await this.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1
        and ($2 = 'all' or wait_event_type = 'Lock')`,
      this.program,
      which,
    );
    return ended.length;
  }

  /** Resolves when one of the bot's statements waits for what this transaction holds. */
  async untilWaiting(): Promise<void> {
    const waiting = `select 1 from pg_stat_activity
      where application_name = $1 and pg_blocking_pids(pid) @> array[pg_backend_pid()]`;
    while ((await this.query(waiting, this.program)).length === 0) await pause(50);
  }

  /** How often each of the request's moves is on record. */
  async moves(): Promise<Record<string, number>> {
    const rows = await this.query(
      "select action, count(*)::integer as times from audit where outcome = 'done' group by action",
    );
    const counted = z.array(z.object({ action: z.string(), times: z.number() })).parse(rows);
    return Object.fromEntries(counted.map(({ action, times }) => [action, times]));
  }
}

interface Scene {
  readonly stage: Stage;
  readonly proxy: TcpProxy;
  readonly operator: Operator;
}

export async function behindProxy(url = newSchema()): Promise<Scene> {
  const named = new URL(url);
  const program = `bot ${randomUUID()}`;
  named.searchParams.set("application_name", program);
  const proxy = await TcpProxy.before(url);
  const operator = await Operator.of(url, program);
  const stage = await raise({ settings: { DATABASE_URL: proxy.at(named.toString()) } });
  return { stage, proxy, operator };
}

/** One request has led to one link that works, on record once. */
export async function expectOneLink({ stage, operator }: Pick<Scene, "stage" | "operator">): Promise<void> {
  expect(stage.clerk.actorTokens.filter(({ status }) => status === "pending")).toHaveLength(1);
  const { ask, approve, retry = 0, issue } = await operator.moves();
  expect({ ask, approve, issue }).toEqual({ ask: 1, approve: 1, issue: 1 });
  expect(stage.clerk.actorTokens).toHaveLength(1 + retry);
  expect(stage.cards()).toHaveLength(1);
}

/** The person is answered at once, whatever the database does. */
export function expectAtOnce(outcome: { kind: string; ackMs?: number }, withinMs = 2_600): void {
  expect(outcome).toMatchObject({ kind: "acknowledged" });
  expect(outcome.ackMs).toBeLessThan(withinMs);
}
