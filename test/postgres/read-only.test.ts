// The server only reads for a while, as a stand-by does: clicks are refused, and work as soon as there is a primary again.
import { afterEach, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { ids } from "../../src/sandbox/cast.js";
import { OwnServer } from "../database/own-server.js";
import { curtain } from "../flows/stage.js";
import { behindProxy, expectOneLink, Operator, refused } from "./behind-proxy.js";

afterEach(curtain);

async function server(starting = OwnServer.start()): Promise<OwnServer> {
  const own = await starting;
  onTestFinished(() => own.remove());
  return own;
}

const stranger = /is read-only, as a standby is\. Set DATABASE_URL to the primary\./;

test("a stand-by that takes over from its primary: no start on it and no click before, and everything after", async () => {
  const primary = await server();
  const standby = await server(primary.standby());
  const { stage, proxy, operator } = await behindProxy(primary.url);
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const inStep = "select 1 from pg_stat_replication where replay_lsn >= pg_current_wal_flush_lsn()";
  await stage.slack.until("the stand-by has it all", async () => (await operator.query(inStep)).length === 1);
  await primary.stop("immediate");
  proxy.leadTo(standby.url);
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, refused);
  await stage.stillPending();
  expect(stage.sandbox.log.join("")).toMatch(/ error database failed code=25006/);
  await expect(openStore(standby.url)).rejects.toThrow(stranger);
  await standby.promote();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator: await Operator.of(standby.url) });
});

test("a connection that leads to a server that only reads is given up, as a new one may lead to the primary", async () => {
  const own = await server();
  const url = await Operator.newDatabase(own.url);
  const { stage, operator } = await behindProxy(url);
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const { pathname } = new URL(url);
  // It holds for sessions that begin from now on, and for as long as they live.
  await operator.query(`alter database ${pathname.slice(1)} set default_transaction_read_only = on`);
  await operator.terminate();
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, refused);
  await stage.stillPending();
  await expect(openStore(url)).rejects.toThrow(/is read-only: default_transaction_read_only is on\. Switch it off/);
  await operator.query(`alter database ${pathname.slice(1)} reset default_transaction_read_only`);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
});
