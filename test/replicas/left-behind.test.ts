// What a process leaves behind that dies or can't write: nobody waits for ever, and the audit tells who ended access.
import { afterEach, expect, onTestFinished, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { OwnServer } from "../database/own-server.js";
import { killAll } from "../flows/bot-process.js";
import { curtain } from "../flows/stage.js";
import { Operator } from "../postgres/behind-proxy.js";
import { behindBalancer } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

async function two() {
  const server = await OwnServer.start({ max_connections: 200 });
  onTestFinished(() => server.remove());
  const processes = await behindBalancer(2, { DATABASE_URL: server.url });
  const [operator, other] = [await Operator.of(server.url), await Operator.of(server.url)];
  return { ...processes, operator, other };
}

/** Where Clerk does not answer. */
async function approvedAtTheFirst({ stage, balancer }: Pick<Awaited<ReturnType<typeof two>>, "stage" | "balancer">) {
  const card = await stage.ask();
  balancer.to = 0;
  stage.clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: { kind: "hang" } });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk is asked", () =>
    stage.clerk.calls.some(({ operation }) => operation === "actor_tokens.create"),
  );
}

test("a request that somebody holds locked keeps nobody else from being told", async () => {
  const { stage, bots, balancer, operator, other } = await two();
  await approvedAtTheFirst({ stage, balancer });
  await other.query("begin");
  await other.query("select 1 from requests for update");
  bots[0]?.kill("SIGKILL");
  balancer.to = 1;
  await stage.toldDirectly(ids.carol, /Understudy was stopped while it worked on what you clicked/);
  await other.query("commit");
  await stage.card(/\[Retry\]/);
  const left = "select 1 from requests where claimed_by is not null and claimed_by not in (select id from instances)";
  expect(await operator.query(left)).toEqual([]);
}, 120_000);

test("who is told only when Slack works again is told then", async () => {
  const { stage, bots, balancer } = await two();
  await approvedAtTheFirst({ stage, balancer });
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "status", status: 503 }, times: 12 });
  bots[0]?.kill("SIGKILL");
  balancer.to = 1;
  const isTold = () =>
    stage.carol.directMessages().some((each) => /Understudy was stopped while/.test(stage.carol.reads(each)));
  await stage.slack.until("carol is told", isTold, 120_000);
}, 180_000);

test("of a revoke while the database only reads the audit tells who ended the session", async () => {
  const { stage, balancer, operator, other } = await two();
  await stage.inUse();
  const card = await stage.card(/In use/);
  const bots = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'understudy'";
  await other.query("alter database postgres set default_transaction_read_only = on");
  await other.query(bots);
  balancer.to = 0;
  await stage.carol.clicks(card, "Revoke");
  await stage.told(ids.carol, ids.approvals, /Access is over; Clerk confirmed it/);
  await other.query("set default_transaction_read_only = off");
  await other.query("alter database postgres reset default_transaction_read_only");
  await other.query(bots);
  const ended = `select by from audit where action = 'session.revoke' and outcome not in ('attempt')`;
  await stage.slack.until(
    "it is on record",
    async () => (await operator.query(ended)).some(({ by }) => by === ids.carol),
    60_000,
  );
}, 180_000);
