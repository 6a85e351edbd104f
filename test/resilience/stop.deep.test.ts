// SIGTERM in the middle of something: gone within ten seconds with exit code 0, and the next start shows what happened.
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, holdsALink, raise, type Stage } from "../flows/stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const isRunning = /understudy is running/;

async function started(stage: Stage): Promise<BotProcess> {
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(isRunning);
  return bot;
}

/** Milliseconds until it was gone, with exit code 0. */
async function stopped(bot: BotProcess): Promise<number> {
  const askedAt = performance.now();
  bot.kill("SIGTERM");
  expect(await bot.exited).toEqual({ code: 0 });
  return performance.now() - askedAt;
}

test("while a link waits out a long rate limit: nobody gets it, its token is revoked, and the card says so at once", async () => {
  const stage = await raise({ bot: "none" });
  const bot = await started(stage);
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.postMessage",
    how: { kind: "rate_limit", retryAfterS: 25 },
    match: holdsALink,
  });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("Slack said when to come again", () =>
    stage.slack.calls.some(({ fault, status }) => fault === "rate_limit" && status === 429),
  );
  expect(await stopped(bot)).toBeLessThan(5_000);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  const failed = await stage.card(/Slack refused the direct message with the link.*\[Retry\]/s);
  expect(bot.output).toContain("understudy has stopped");
  expect(bot.output).not.toContain("shutdown timed out");
  await started(stage);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked", "pending"]);
});

test("while Clerk's rate limit on the creation is waited out: you did not get a link, and Retry makes one", async () => {
  const stage = await raise({ bot: "none" });
  const bot = await started(stage);
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "rate_limit", retryAfterS: 8 },
  });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk said when to come again", () =>
    stage.clerk.calls.some(({ operation, status }) => operation === "actor_tokens.create" && status === 429),
  );
  expect(await stopped(bot)).toBeLessThan(5_000);
  const failed = await stage.card(/\[Retry\]/);
  expect(stage.clerk.actorTokens).toEqual([]);
  await started(stage);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
});

interface Fault {
  /** Leaves the bot in the middle of something that does not come to an end. */
  readonly begin: (stage: Stage) => Promise<void>;
  /** What people see after the next start. */
  readonly expectations: (stage: Stage) => Promise<unknown>;
}

const allFaults: Readonly<Record<string, Fault>> = {
  "Clerk hangs while it makes the token": {
    begin: async (stage) => {
      const card = await stage.ask();
      stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "hang" } });
      await stage.carol.clicks(card, "Approve");
      await stage.clerk.until("Clerk has made it", () => stage.clerk.actorTokens.length === 1);
    },
    expectations: (stage) =>
      stage.card(/interrupted while it created the link.*A link may have been created. Nobody has it/s),
  },
  "Clerk hangs while access is being revoked": {
    begin: async (stage) => {
      const message = await stage.approved();
      stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "hang" } });
      await stage.alice.clicks(message, "Revoke");
      await stage.clerk.until("Clerk is asked", () =>
        stage.clerk.calls.some(({ operation }) => operation === "actor_tokens.revoke"),
      );
    },
    expectations: async (stage) => {
      await stage.card(/@alice revoked access.*The link was never opened/s);
      expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
    },
  },
  "Slack takes no edit and no post": {
    begin: async (stage) => {
      const card = await stage.ask();
      const asked = await stage.directMessage(/\[Cancel request\]/);
      stage.slack.fail({ method: "*", times: Number.POSITIVE_INFINITY, how: { kind: "hang" } });
      await stage.carol.clicks(card, "Deny");
      await stage.slack.until("the form is asked for", () =>
        stage.slack.calls.some(({ method, fault }) => method === "views.open" && fault === "hang"),
      );
      await stage.alice.clicks(asked, "Cancel request");
      await stage.slack.until("the edits are under way", () =>
        stage.slack.calls.some(({ method, fault }) => method === "chat.update" && fault === "hang"),
      );
    },
    expectations: (stage) => stage.card(/canceled/),
  },
  "Slack hangs on the message with the link": {
    begin: async (stage) => {
      const card = await stage.ask();
      stage.slack.fail({ method: "chat.postMessage", when: "after", how: { kind: "hang" }, match: holdsALink });
      await stage.carol.clicks(card, "Approve");
      await stage.directMessage(/\[Open as Bob Brown\]/);
    },
    expectations: async (stage) => {
      await stage.card(/\[Retry\]/);
      expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
    },
  },
};

const faults = Object.entries(allFaults);
const names = faults.map(([name]) => name).join("; ");

// All at once, for each waits until the bot's patience is over.
test(`exit 0 within ten seconds, and everything right after the next start, while ${names}`, async () => {
  const runs = await Promise.all(faults.map(async ([name, fault]) => ({ name, fault, ...(await hung(fault)) })));
  for (const { name, fault, stage, bot, tookMs } of runs) {
    expect(tookMs, name).toBeLessThan(9_500);
    expect(bot.output).toContain("understudy has stopped");
    expect(bot.output).not.toContain("unhandled");
    stage.slack.clearFaults();
    stage.clerk.clearFaults();
    await started(stage);
    await fault.expectations(stage);
  }
  // Clerk has ten seconds for a creation.
  expect(runs[0]?.bot.output).toContain("shutdown timed out");
});

async function hung({ begin }: Fault) {
  const stage = await raise({ bot: "none" });
  const bot = await started(stage);
  await begin(stage);
  return { stage, bot, tookMs: await stopped(bot) };
}

test("while it starts and Slack does not answer, it is gone at once", async () => {
  const stage = await raise({ bot: "none" });
  stage.slack.fail({ method: "auth.test", how: { kind: "hang" } });
  const bot = BotProcess.node(stage.sandbox.settings);
  await stage.slack.until("Slack is asked who the bot is", () =>
    stage.slack.calls.some(({ method }) => method === "auth.test"),
  );
  expect(await stopped(bot)).toBeLessThan(2_000);
  await started(stage);
  await stage.ask();
});
