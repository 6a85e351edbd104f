// The database file is deleted or replaced under the running bot: it is noticed without a click, and nothing more is granted.
import { copyFileSync, renameSync, rmSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const noticed = (stage: Stage) =>
  stage.sandbox.log.filter((line) =>
    /error database failed code=FILE_REPLACED error="StoreError: The database .* was deleted or replaced/.test(line),
  );

test.each([
  ["deleted", rmSync],
  [
    "replaced by a copy",
    (path: string) => {
      copyFileSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
    },
  ],
])("a database that is %s is noticed within 15 s, and no approval is granted on it", async (_, spoil) => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  spoil(stage.sandbox.database);
  stage.clock.advance(15_000);
  await stage.slack.until("the log says so", () => noticed(stage).length > 0);
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /can't write to its database, so nothing was decided/);
  expect(stage.clerk.actorTokens).toEqual([]);
});

test("a database that was moved away and is put back works again", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const { database } = stage.sandbox;
  renameSync(database, `${database}.away`);
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /can't write to its database/);
  renameSync(`${database}.away`, database);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});
