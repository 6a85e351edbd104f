// A bot in its own process: failed starts, kills and stops.
import { expect, onTestFinished, test } from "vitest";
import { runInOwnProcess } from "../../../src/sandbox/bot/own-process.js";
import { ids } from "../../../src/sandbox/cast.js";
import { Sandbox, type SandboxOptions } from "../../../src/sandbox/sandbox.js";
import { botsOf } from "../server/processes.js";

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await Sandbox.open({ runBot: runInOwnProcess, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test.each([
  { name: "LINK_TTL", value: "soon", words: /^the bot did not start: LINK_TTL/ },
  { name: "APPROVAL_CHANNEL", value: "", words: /^the bot did not start: APPROVAL_CHANNEL/ },
  { name: "SLACK_BOT_TOKEN", value: "xoxb-wrong", words: /^the bot did not start: .*invalid_auth/ },
  { name: "DATABASE_URL", value: "file:/dev/null/no.db", words: /^the bot did not start: .*database/ },
])("with an invalid $name it does not start, says why, and leaves no process", async ({ name, value, words }) => {
  const sandbox = await open({ settings: { [name]: value } });
  await expect(sandbox.startBot()).rejects.toThrow(words);
  expect(sandbox.botRuns).toBe(false);
  await sandbox.slack.until("it is gone", () => botsOf(process.pid).length === 0);
});

test("a kill while it starts ends the start, leaves no process, and the next start succeeds", async () => {
  const sandbox = await open();
  const { slack } = sandbox;
  const stop = slack.watch(async ({ method }, at) => {
    if (method !== "auth.test" || at !== "arrived") return "goes on";
    await sandbox.killBot();
    return "is lost";
  });
  await expect(sandbox.startBot()).rejects.toThrow(/^the bot did not start: its process ended \(SIGKILL\)/);
  stop();
  expect([sandbox.botRuns, botsOf(process.pid)]).toEqual([false, []]);
  await sandbox.startBot();
  expect(sandbox.botRuns).toBe(true);
});

test("after a failed start the next one succeeds", async () => {
  const sandbox = await open({ settings: { LINK_TTL: "soon" } });
  await expect(sandbox.startBot()).rejects.toThrow(/LINK_TTL/);
  sandbox.settings = { ...sandbox.settings, LINK_TTL: "5m" };
  await sandbox.startBot();
  expect(sandbox.botRuns).toBe(true);
});

test("a stop lets it finish work in progress", async () => {
  const sandbox = await open();
  const { slack, clerk } = sandbox;
  await sandbox.startBot();
  await slack.as(ids.alice).types(ids.general, "/impersonate @bob ticket 4821");
  const carol = slack.as(ids.carol);
  const card = await slack.until("the card is there", () => carol.messages(ids.approvals).at(-1));
  clerk.latencyMs = 300;
  await carol.clicks(card, "Approve");
  await sandbox.stopBot();
  expect(carol.reads(carol.messages(ids.approvals)[0] ?? card)).toMatch(/@alice has the link/);
  expect(botsOf(process.pid)).toEqual([]);
});

test("its log is captured, and contains neither token nor key", async () => {
  const sandbox = await open();
  await sandbox.startBot();
  const log = await sandbox.slack.until(
    "it has logged",
    () => /understudy is running/.test(sandbox.log.join("")) && sandbox.log.join(""),
  );
  const secrets = [sandbox.slack.botToken, sandbox.slack.appToken, sandbox.clerk.secretKey];
  expect(secrets.filter((each) => log.includes(each))).toEqual([]);
});

test("it does not inherit the sandbox's environment", async () => {
  process.env.LINK_TTL = "nonsense";
  onTestFinished(() => {
    delete process.env.LINK_TTL;
  });
  const sandbox = await open();
  await sandbox.startBot();
  expect(sandbox.botRuns).toBe(true);
});

test("a clock that was moved before the start applies to the bot from the start", async () => {
  const sandbox = await open();
  sandbox.clock.advance(86_400_000);
  await sandbox.startBot();
  const line = await sandbox.slack.until("it has logged", () =>
    sandbox.log.find((each) => each.includes("understudy is running")),
  );
  const at = Date.parse(line.split(" ")[0] ?? "");
  expect(at - Date.now()).toBeGreaterThan(86_000_000);
});
