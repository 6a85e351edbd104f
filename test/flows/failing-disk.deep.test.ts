// The bot as a process on a disk that fails: what it says when it cannot start, and what people see while it runs.
import { chmodSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { ids } from "../../src/sandbox/cast.js";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

/** A stage with a database as a bot has left it. */
async function afterALife(): Promise<Stage> {
  const stage = await raise({ bot: "none" });
  await (await openStore(`file:${stage.sandbox.database}`)).close();
  return stage;
}

const main = [process.execPath, "dist/main.js"];
/** Root may write whatever the modes say, unless it gives that up. */
const subjectToModes = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-all", ...main] : main;
/** No file grows: the system refuses every write to one, as a full or broken disk does. */
const withoutRoom = ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", ...main];

function started([command = "", ...args]: readonly string[], { sandbox }: Stage): BotProcess {
  return BotProcess.under(command, args, sandbox.settings);
}

const nothing = () => {};
const cannotWrite = "can't be written to by the user that this runs as";

test.each([
  ["that is read-only", (path: string) => chmodSync(path, 0o400), subjectToModes, cannotWrite],
  ["in a read-only folder", (path: string) => chmodSync(dirname(path), 0o500), subjectToModes, cannotWrite],
  ["on a disk that takes nothing", nothing, withoutRoom, "its disk fails to read or write it; see that it has room"],
])("a database %s ends the start with one sentence, and stays as it was", async (_, spoil, command, words) => {
  const stage = await afterALife();
  const { database } = stage.sandbox;
  spoil(database);
  const before = readFileSync(database);
  const bot = started(command, stage);
  expect(await bot.exited).toEqual({ code: 1 });
  chmodSync(dirname(database), 0o700);
  expect(bot.output).toContain(words);
  expect(bot.output).toMatch(/^The database[^\n]*\.\n$/);
  expect(readFileSync(database).equals(before)).toBe(true);
});

test("while the disk takes nothing, every click is told so and decides nothing; with room again the next one works", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  const card = await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  bot.giveRoom("none");
  const words = /can't write to its database, so nothing was decided, started or ended/;
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, words);
  await stage.alice.clicks(asked, "Cancel request");
  await stage.told(ids.alice, asked.channel, words);
  await stage.dave.types(ids.general, "/impersonate @beth ticket 5000");
  await stage.told(ids.dave, ids.general, words);
  await stage.alice.clicks(card, "Approve").catch(() => undefined);
  await stage.stillPending();
  await bot.says(/database failed code=SQLITE_/);
  bot.giveRoom("unlimited");
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});

test("a refusal is told also when it can't be written down", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  bot.giveRoom("none");
  await stage.eve.types(ids.general, "/impersonate @nobody-here ticket 1");
  await stage.told(ids.eve, ids.general, /No Clerk user/);
});

test("what falls due while the disk takes nothing is tried with pauses, not again and again, and done in the end", async () => {
  const stage = await raise({ bot: "none", settings: { LINK_TTL: "2s", SESSION_POLL: "1s" } });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  await stage.approved();
  bot.giveRoom("none");
  await bot.says(/scheduler paused: the database fails waitMs=4000/, 15_000);
  const looks = stage.clerk.calls.filter(({ path }) => path.startsWith("/v1/sessions")).length;
  expect(looks).toBeLessThan(8);
  bot.giveRoom("unlimited");
  await stage.directMessage(/The link expired/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});
