// The server is restarted while people click at two processes: nothing is doubled, nothing is lost, and all is well afterwards.
import { afterEach, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { OwnServer } from "../database/own-server.js";
import { killAll } from "../flows/bot-process.js";
import { curtain } from "../flows/stage.js";
import { again, expectTrue, liveAll } from "../replicas/lives.js";
import { inSocketMode, roomy } from "../replicas/processes.js";
import { Operator } from "./behind-proxy.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const audit = z.array(z.object({ request_id: z.string().nullable(), action: z.string() }));
const lives = 12;

test.each(["fast", "immediate"] as const)("a restart that is %s", async (how) => {
  const server = await OwnServer.start();
  onTestFinished(() => server.remove());
  const { stage, bots } = await inSocketMode(2, { ...roomy, DATABASE_URL: server.url });
  let begun = 0;
  let restarts = 0;
  let restarting = Promise.resolve();
  const next = () => {
    if (begun === 4 || begun === 9) {
      restarting = restarting.then(async () => {
        await server.stop(how);
        await server.start();
        restarts += 1;
      });
    }
    return begun < lives ? begun++ : undefined;
  };
  const lived = await liveAll(stage, 4, next, again);
  await restarting;
  expect(restarts).toBe(2);
  const operator = await Operator.of(server.url);
  const none = async (query: string) => (await operator.query(query)).length === 0;
  await stage.slack.until(
    "all messages are true",
    () => none("select 1 from messages where claim is not null or due_at <= extract(epoch from now()) * 1000"),
    30_000,
  );
  await stage.slack.until("nobody waits for an answer", () =>
    none("select 1 from pending_replies where answered_at is null"),
  );
  expectTrue(
    stage,
    lives,
    lived,
    audit.parse(await operator.query("select request_id, action from audit where outcome = 'done'")),
  );
  const mayExist = await operator.query("select id from requests where token_may_exist_until is not null");
  const alive = stage.clerk.actorTokens.filter(
    ({ status, actor }) => status === "pending" && !mayExist.some(({ id }) => id === actor.request_id),
  );
  expect(alive).toEqual([]);
  for (const { output } of bots) {
    expect(output).toMatch(/ error database failed code=/);
    expect(output).not.toMatch(/ error unhandled/);
  }
});
