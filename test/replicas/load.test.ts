// Three processes on one PostgreSQL under load, killed and started again at random: nothing is doubled, and nothing is lost.
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { newSchema } from "../database/scratch-schema.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, raise } from "../flows/stage.js";
import { lookInto } from "../resilience/ledger.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const requests = Number(process.env.REQUESTS ?? 60);

test("three processes share the work, and one that is killed is no loss", async () => {
  const settings = {
    DATABASE_URL: newSchema(),
    OPEN_REQUESTS_MAX: "1000",
    CLERK_REQUESTS_PER_10S: "2000",
    LOG_LEVEL: "info",
  };
  const stage = await raise({ bot: "none", settings, clerkRateLimit: false });
  const start = () => BotProcess.node(stage.sandbox.settings);
  const bots = [start(), start(), start()];
  const everybody = [...bots];
  for (const bot of bots) await bot.says(/understudy is running/);
  /** As whatever runs it does, one that could not start is started again. */
  const supervised = async () => {
    for (;;) {
      const bot = start();
      everybody.push(bot);
      const isUp = await Promise.race([
        bot.says(/understudy is running/).then(() => true),
        bot.exited.then(() => false),
      ]);
      if (isUp) return bot;
      await pause(500);
    }
  };
  let chaos = true;
  const chaotic = (async () => {
    while (chaos) {
      await pause(2_500);
      const index = Math.floor(Math.random() * 3);
      bots[index]?.kill("SIGKILL");
      await bots[index]?.exited;
      bots[index] = await supervised();
    }
  })();
  const beganAt = performance.now();
  const wanted = Array.from({ length: requests }, (_, n) => n);
  const lives = async (n: number) => {
    stage.clerk.addUser({ id: `user_2n${n}`, email: `n${n}@customer.example`, firstName: `N${n}` });
    const find = (pattern: RegExp) => {
      const card = stage.cards().find((each) => {
        const text = stage.carol.reads(each);
        return text.includes(`n${n}@customer.example`) && pattern.test(text);
      });
      return card;
    };
    const insist = async (what: string, act: () => Promise<unknown>, done: () => unknown) => {
      for (let tries = 0; tries < 12 && !done(); tries += 1) {
        await act().catch(() => {});
        for (let wait = 0; wait < 30 && !done(); wait += 1) await pause(200);
      }
      if (!done()) throw new Error(`${what} of ${n} never came`);
    };
    await insist(
      "card",
      () => stage.alice.types(ids.general, `/impersonate n${n}@customer.example ticket ${n}`),
      () => find(/./),
    );
    const decided = () => find(/has the link|In use|Failed|Ended|Revoked/);
    await insist(
      "link",
      async () => {
        const card = find(/\[Approve\]|\[Retry\]/);
        if (card === undefined) return;
        await stage.carol.clicks(card, /\[Retry\]/.test(stage.carol.reads(card)) ? "Retry" : "Approve");
      },
      () => decided() && !find(/\[Retry\]/),
    );
    await insist(
      "end",
      async () => {
        const card = find(/\[Revoke\]/);
        if (card !== undefined) await stage.carol.clicks(card, "Revoke");
      },
      () => find(/Revoked|Ended|Failed/),
    );
  };
  const queue = [...wanted];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await lives(next);
  };
  await Promise.all(Array.from({ length: 8 }, work));
  chaos = false;
  await chaotic;
  process.stdout.write(
    `${requests} requests in ${Math.round(performance.now() - beganAt)} ms, ${everybody.length - 3} kills\n`,
  );
  await stage.slack.until(
    "all messages are true",
    () => lookInto(stage.sandbox.database, (ledger) => ledger.messagesBehind(Date.now()) === 0),
    90_000,
  );
  const record = lookInto(stage.sandbox.database, (ledger) => ({
    requests: ledger.requests(),
    audit: ledger.audit(),
    pending: ledger.pendingReplies(),
  }));
  expect(record.requests).toHaveLength(requests);
  expect(record.pending).toEqual([]);
  // Of a token whose maker was killed before it learned the id, nobody has the link, and the record says so.
  const mayExist = new Set(
    record.requests.flatMap(({ id, tokenMayExistUntil }) => (tokenMayExistUntil === null ? [] : [id])),
  );
  const alive = stage.clerk.actorTokens.filter(
    ({ status, actor }) => status === "pending" && !mayExist.has(String(actor.request_id)),
  );
  const stories = alive.map(({ id, actor }) => [
    id,
    record.requests.find((request) => request.id === actor.request_id),
    record.audit.filter((row) => row.request_id === actor.request_id),
  ]);
  expect(stories).toEqual([]);
  expect(stage.cards()).toHaveLength(requests);
  for (const { id, attempt } of record.requests) {
    const moves = record.audit.filter((row) => row.request_id === id).map(({ action }) => action);
    expect([id, moves.filter((move) => move === "ask").length]).toEqual([id, 1]);
    expect([id, moves.filter((move) => move === "approve" || move === "retry").length]).toEqual([id, attempt]);
    expect(moves.filter((move) => move === "confirm").length).toBeLessThanOrEqual(1);
    expect(stage.clerk.actorTokens.filter(({ actor }) => actor.request_id === id).length).toBeLessThanOrEqual(attempt);
  }
  expect(everybody.flatMap(({ output }) => output.split("\n")).filter((line) => / error unhandled/.test(line))).toEqual(
    [],
  );
}, 400_000);
