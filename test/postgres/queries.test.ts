// How PostgreSQL answers the store's questions: by index, so that a long history slows no click.
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { connect } from "../database/plain.js";
import { newSchema } from "../database/scratch-schema.js";
import { everyMove, questions } from "../db/questions.js";
import { asked } from "../db/scratch.js";
import { type Explained, openExplained } from "./explained.js";
import { fill } from "./history.js";
import { growsWithHistory, type Plan } from "./plan.js";

/**
 * Where PostgreSQL knows nothing, it guesses wrong for these. The first four are on nobody's way: asked once a minute, at the
 * start, before which it is made to look, and at a takeover. For the last it reads one person's requests, and sorts them.
 */
const wantsStatistics = [
  "the cards that are needed",
  "what Slack refused before",
  "a clock that was set back",
  "what was left unfinished",
  "whom a person asked for lately",
];

describe.each([
  { known: "has looked at", statistics: true, asks: questions },
  { known: "knows nothing of", statistics: false, asks: questions.filter(([what]) => !wantsStatistics.includes(what)) },
])("with a history that PostgreSQL $known", ({ statistics, asks }) => {
  const plans: Plan[] = [];
  let url = "";
  let explained: Explained;

  beforeAll(async () => {
    url = newSchema();
    // Before there is anything to look at.
    explained = await openExplained(url, (plan) => plans.push(plan));
    await fill(url, { statistics });
    return () => explained.store.close();
  }, 120_000);

  /** Without what the test before it left. */
  function tidy() {
    const mine = "('req_1', 'req_2')";
    connect(
      url,
    ).exec(`delete from messages where request_id in ${mine}; delete from sessions where request_id in ${mine};
      delete from requests where id in ${mine}; delete from pending_replies;
      insert into instances (id, lease_until) values ('before', 0) on conflict do nothing`);
  }

  test("every move is made without reading through it", async () => {
    const { store } = explained;
    tidy();
    const request = await asked(store, {}, ["card", "asked"]);
    plans.length = 0;
    await everyMove(store, request);
    expect(plans.length).toBeGreaterThan(10);
    expect(plans.filter(growsWithHistory)).toEqual([]);
  });

  test.each(asks)("%s is answered without reading through it", async (_, question) => {
    const { store } = explained;
    tidy();
    await asked(store, {}, ["card"]);
    const [card] = await store.messagesOf("req_1");
    plans.length = 0;
    await question(store, card?.id ?? 0);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter(growsWithHistory)).toEqual([]);
  });

  test.each([
    ["reads a table from end to end", "select id from requests where reason = 'x'"],
    ["reads through an index", "select id from requests where number > 0 and reason = 'x' order by number limit 1"],
    ["counts", "select count(*) from messages"],
  ])("a statement that %s is noticed", async (_, sql) => {
    plans.length = 0;
    await explained.ask(sql);
    expect(plans.filter(growsWithHistory)).toHaveLength(1);
  });
});

test("tables that were filled by other means are looked at when the bot starts", async () => {
  const url = newSchema();
  await fill(url, { statistics: false });
  const known = () =>
    connect(url)
      .prepare("select tablename from pg_stats where schemaname = current_schema() and attname = 'request_id'")
      .pluck()
      .all();
  expect(known()).toEqual([]);
  const store = await openStore(url);
  onTestFinished(() => store.close());
  expect(known()).toEqual(expect.arrayContaining(["audit", "messages", "sessions"]));
});
