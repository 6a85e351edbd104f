// Two processes in Socket Mode: a payload that both get is worked on once, and another version may join.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { connect } from "../database/plain.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain } from "../flows/stage.js";
import { Operator } from "../postgres/behind-proxy.js";
import { rest } from "../resilience/faults/rest.js";
import { inSocketMode } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

test("a payload that two processes get is acknowledged, and worked on once", async () => {
  const { stage, bots } = await inSocketMode(2);
  const answers = () => stage.eve.messages(ids.general).filter(({ ephemeralFor }) => ephemeralFor === ids.eve);
  const shared = () => bots.flatMap(({ output }) => output.match(/duplicate payload ignored user=/g) ?? []).length;
  for (let asks = 1; asks <= 6; asks += 1) {
    stage.slack.sockets.duplicateNext();
    expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
    // Connections take turns: after this one a copy goes to each process, if it did not before.
    await stage.carol.types(ids.general, "/impersonate help");
  }
  await rest(stage);
  expect(answers()).toHaveLength(6);
  expect(shared()).toBeGreaterThan(1);
});

test("a newer version migrates while an older one runs: that one goes on, and starts no more", async () => {
  const { stage, bots } = await inSocketMode(1);
  const card = await stage.ask();
  const database = connect(stage.sandbox.database);
  // What a later version may do: it adds.
  database.exec("alter table requests add column later bigint default 1");
  database.exec("alter table messages add column later text");
  database.exec("create table later (id text primary key)");
  database.exec("insert into kysely_migration (name, timestamp) values ('999-later', '')");
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  const late = BotProcess.node(stage.sandbox.settings);
  expect(await late.exited).toEqual({ code: 1 });
  expect(late.output).toMatch(/was written by a newer Understudy \(999-later\)\. Start that version\./);
  expect(bots[0]?.output).not.toMatch(/ error /);
});

test("a process that is stopped acknowledges what has arrived before it closes its connections", async () => {
  const { stage, bots } = await inSocketMode(1);
  const operator = await Operator.of(stage.sandbox.database);
  await operator.query("begin");
  // The acknowledgement waits for the record of the payload, or for a second.
  await operator.query("lock table pending_replies");
  const clicked = stage.eve.types(ids.general, "/impersonate help");
  await stage.slack.until(
    "the record is waited for",
    async () =>
      (await operator.query("select 1 from pg_locks where relation = 'pending_replies'::regclass and not granted"))
        .length > 0,
  );
  bots[0]?.kill("SIGTERM");
  expect(await clicked).toMatchObject({ kind: "acknowledged" });
  await operator.query("rollback");
  await stage.told(ids.eve, ids.general, /\/impersonate @user/);
  expect(await bots[0]?.exited).toEqual({ code: 0 });
});
