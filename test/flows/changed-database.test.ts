// Somebody dropped what keeps the audit from being changed: the commands that people run say so.

import { existsSync } from "node:fs";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

test("without a trigger of the audit a backup is made and says so, and the next start is refused", async () => {
  const stage = await raise();
  await stage.ask();
  const database = new SQLite(stage.sandbox.database);
  database.exec("drop trigger audit_is_not_deleted");
  database.close();
  const words = /The database .* is not as Understudy made it: the trigger audit_is_not_deleted is missing\./;
  const file = join(stage.sandbox.folder, "backup.db");
  const settings = { DATABASE_URL: `file:${stage.sandbox.database}` };
  const backup = BotProcess.under(process.execPath, ["dist/backup.js", file], settings);
  expect(await backup.exited).toEqual({ code: 1 });
  expect(backup.output).toMatch(/^Backed up /);
  expect(backup.output).toMatch(words);
  expect(existsSync(file)).toBe(true);
  await stage.sandbox.stopBot();
  await expect(stage.sandbox.startBot()).rejects.toThrow(words);
});
