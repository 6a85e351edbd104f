// The tables of the record: in which order they are copied, and by what their rows are put in order.
import type { Schema } from "../engine/schema.js";

export interface Table {
  readonly name: string;
  readonly key: string;
  /** The key counts up by itself; else it is text. */
  readonly counts: boolean;
  /** What it holds of a process that has ended is no record of people's. */
  readonly ofProcesses: boolean;
}

function table(name: string, key: string, traits: Partial<Table> = {}): Table {
  return { name, key, counts: false, ofProcesses: false, ...traits };
}

/** A table comes after those that it refers to. */
const bySchema: Readonly<Record<keyof Schema, Table>> = {
  requests: table("requests", "id"),
  sessions: table("sessions", "session_id"),
  messages: table("messages", "id", { counts: true }),
  pendingReplies: table("pending_replies", "key"),
  homes: table("homes", "user_id"),
  instances: table("instances", "id", { ofProcesses: true }),
  sharedTasks: table("shared_tasks", "name", { ofProcesses: true }),
  audit: table("audit", "id", { counts: true }),
};

export const tables: readonly Table[] = Object.values(bySchema);

export type Row = Readonly<Record<string, unknown>>;

/** How many rows are in memory at a time. */
export const batchSize = 1_000;
