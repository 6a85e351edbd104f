// Errors that no line foresaw: one line in the log under a reference that people are told too, and never a secret.
import { afterEach, expect, test } from "vitest";
import { BackgroundTasks } from "../../src/runtime/background-tasks.js";
import { createLog } from "../../src/runtime/log.js";
import { reportUnhandled } from "../../src/runtime/unhandled.js";
import { ids } from "../../src/sandbox/cast.js";
import { plain } from "../db/scratch.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, raise } from "../flows/stage.js";
import { auditIn } from "./faults/record.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const isRunning = /understudy is running/;
const secrets = /abCD|Bearer|sk_test_|xox|xapp-/;

/** As a client's library throws it: the request that failed hangs on the error. */
function errorWithSecrets(): Error {
  const request = { headers: { authorization: "Bearer sk_test_abCD" }, url: "https://x.example.com/?ticket=abCD" };
  return Object.assign(new Error("GET https://x.example.com/accept?ticket=abCD failed"), { request, cause: request });
}

function reported(error: unknown) {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => lines.push(line) });
  const reference = reportUnhandled(log, "a test", error, { request: "req_1" });
  return { reference, lines };
}

test("an error is one line: where, reference, message without secrets, and where in our own code", () => {
  const { reference, lines } = reported(errorWithSecrets());
  expect(reference).toMatch(/^[2-9A-HJ-NP-Z]{5}$/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`error unhandled: a test reference=${reference} request=req_1 error=`);
  expect(lines[0]).toContain("failed");
  expect(lines[0]).not.toMatch(secrets);
});

test.each([
  ["a text", "https://x.example.com/?ticket=abCD"],
  ["an object", { authorization: "Bearer sk_test_abCD" }],
  ["nothing", undefined],
])("%s that was thrown in place of an error is only named by its kind", (_kind, thrown) => {
  const { lines } = reported(thrown);
  expect(lines[0]).toMatch(/error="not an error but \w+"\n$/);
  expect(lines[0]).not.toMatch(secrets);
});

test("work in the background that breaks is in the log under a reference", async () => {
  const lines: string[] = [];
  const background = new BackgroundTasks(createLog("debug", { write: (line) => lines.push(line) }));
  background.run(() => Promise.reject(errorWithSecrets()));
  await background.idle();
  expect(lines.join("")).toMatch(/^\S+ error unhandled: background task reference=\w{5} error=.*\n$/);
  expect(lines.join("")).not.toMatch(secrets);
});

test("while its tables are gone, people are told a reference that the log has too; afterwards it goes on by itself", async () => {
  const stage = await raise();
  stage.expectsTheUnforeseen = true;
  const card = await stage.ask();
  const database = plain(stage.sandbox.database);
  database.exec("alter table messages rename to moved_away");
  stage.clock.advance(15_000);
  await stage.slack.until("the scheduler has met it", () =>
    stage.sandbox.log.some((line) => /error unhandled: scheduler, which goes on reference=\w{5} error=/.test(line)),
  );
  await stage.carol.clicks(card, "Approve");
  const told = await stage.told(ids.carol, ids.approvals, /Something went wrong on our side.* Reference \w{5}\./);
  const reference = /Reference (\w{5})/.exec(stage.carol.reads(told))?.[1];
  const line = stage.sandbox.log.find((each) => each.includes(`reference=${reference}`));
  expect(line).toMatch(/error unhandled: handling a payload .*no such table.* at=\S*db\/\S+:\d+/);
  database.exec("alter table moved_away rename to messages");
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});

test("what was tried when something unforeseen broke is on record, too", async () => {
  const stage = await raise();
  stage.expectsTheUnforeseen = true;
  const card = await stage.ask();
  plain(stage.sandbox.database).exec(
    "create trigger broken before update on requests when new.status = 'approved' begin select raise(abort, 'no'); end",
  );
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /Something went wrong on our side/);
  expect(auditIn(stage.sandbox)).toContainEqual(
    expect.objectContaining({ by: ids.carol, action: "refused", outcome: "error", detail: '{"verb":"approve"}' }),
  );
  expect(stage.clerk.actorTokens).toEqual([]);
});

/** Loaded beside the bot's own code: an error that comes from nowhere when the process is told so from outside. */
const breaking = (how: string) =>
  `data:text/javascript,${encodeURIComponent(`
  process.on("SIGUSR2", () => {
    const error = new Error("GET https://x.example.com/accept?ticket=abCD failed");
    error.request = { headers: { authorization: "Bearer sk_test_abCD" } };
    ${how};
  });
`)}`;

test.each([
  ["uncaught exception", "throw error", /error="Error: GET/],
  ["unhandled rejection", "void Promise.reject(error)", /error="Error: GET/],
  ["unhandled rejection", "void Promise.reject(error.request)", /error="not an error but object"/],
])(
  "%s (%s) ends the process with code 1 and one line without secrets, and the next start goes on",
  async (where, how, words) => {
    const stage = await raise({ bot: "none" });
    const settings = { ...stage.sandbox.settings, NODE_OPTIONS: `--import=${breaking(how)}` };
    const bot = BotProcess.node(settings);
    await bot.says(isRunning);
    const card = await stage.ask();
    const before = bot.output.length;
    bot.kill("SIGUSR2");
    expect(await bot.exited).toEqual({ code: 1 });
    const said = bot.output
      .slice(before)
      .split("\n")
      .filter((line) => !/ debug /.test(line));
    expect(said).toEqual([expect.stringMatching(new RegExp(`^\\S+ error unhandled: ${where} reference=\\w{5} `)), ""]);
    expect(said[0]).toMatch(words);
    expect(bot.output).not.toMatch(secrets);
    await BotProcess.node(stage.sandbox.settings).says(isRunning);
    await stage.carol.clicks(card, "Approve");
    await stage.card(/@alice has the link/);
  },
);
