// A bot that has worked on SQLite carries on with the same record on PostgreSQL, against the same Slack and Clerk.
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { moveDatabase } from "../../src/db/move/move.js";
import { runInOwnProcess } from "../../src/sandbox/bot/own-process.js";
import { ids } from "../../src/sandbox/cast.js";
import { connect } from "../database/plain.js";
import { newSchema } from "../database/scratch-schema.js";
import { curtain, raise, type Stage } from "../flows/stage.js";
import { scratchFolder } from "./moving.js";

afterEach(curtain);

const onSqlite = () => ({ DATABASE_URL: `file:${join(scratchFolder(), "understudy.db")}` });

/** As docs/operations.md says; no bot runs. */
async function moved({ sandbox }: Stage): Promise<void> {
  const { DATABASE_URL: from = "" } = sandbox.settings;
  const to = newSchema();
  await moveDatabase(from, to);
  sandbox.settings = { ...sandbox.settings, DATABASE_URL: to };
  await sandbox.startBot();
}

function audit({ sandbox }: Stage): unknown[] {
  const record = connect(sandbox.database);
  try {
    return record.prepare("select * from audit order by id").all();
  } finally {
    record.close();
  }
}

test("Revoke on what was approved before the move ends the access, and the audit goes on where it was", async () => {
  const stage = await raise({ settings: onSqlite() });
  const { message } = await stage.inUse();
  await stage.sandbox.stopBot();
  const before = audit(stage);
  await moved(stage);
  expect(audit(stage).slice(0, before.length)).toEqual(before);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access/);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
  await stage.sandbox.stopBot();
  const steps = audit(stage).map((row) => [Object(row).id, Object(row).action]);
  expect(steps.map(([id]) => id)).toEqual(steps.map((_, index) => index + 1));
  const moves = steps.map(([, action]) => action).filter((action) => !String(action).includes("."));
  expect(moves).toEqual(["ask", "approve", "issue", "use", "revoke", "confirm"]);
});

test("a card that waited during the move can be approved, and the person is found who asked", async () => {
  const stage = await raise({ settings: onSqlite() });
  const card = await stage.ask();
  await stage.sandbox.stopBot();
  await moved(stage);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await stage.alice.clicks(await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/), "Revoke");
  await stage.card(/@alice revoked access/);
});

test("what a bot was at when it was killed is taken over after the move: the request, its card, and whom it owed an answer", async () => {
  const stage = await raise({ settings: onSqlite(), runBot: runInOwnProcess });
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "hang" } });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk has made it", () => stage.clerk.actorTokens.length === 1);
  await stage.sandbox.killBot();
  const source = connect(stage.sandbox.database);
  const owed = "select user_id from pending_replies where answered_at is null";
  expect(source.prepare(owed).pluck().all()).toContain(ids.carol);
  source.close();
  await moved(stage);
  const failed = await stage.card(
    /interrupted while it created the link.*A link may have been created. Nobody has it/s,
  );
  await stage.toldDirectly(ids.carol, /stopped while it worked on what you clicked/);
  const record = connect(stage.sandbox.database);
  await stage.slack.until("nobody is owed an answer", () => record.prepare(owed).all().length === 0);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
});
