// Backing up while the bot works, and carrying on from the copy against the same Slack and Clerk.
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

/** Runs the command as a process of its own, with no other setting than where the database is. */
async function backUp({ sandbox }: Stage, name = "backup.db") {
  const file = join(sandbox.folder, name);
  const command = BotProcess.under(process.execPath, ["dist/backup.js", file], {
    DATABASE_URL: `file:${sandbox.database}`,
  });
  const { code } = await command.exited;
  return { file, code, output: command.output };
}

/** As docs/operations.md says: the bot is stopped, the file put in place, what stood beside the old one removed. */
async function restore({ sandbox }: Stage, file: string) {
  await sandbox.stopBot();
  for (const ending of ["-wal", "-shm"]) rmSync(sandbox.database + ending, { force: true });
  copyFileSync(file, sandbox.database);
  await sandbox.startBot();
}

test("a backup made while people work is one private, sound file, and the bot that starts on it carries on", async () => {
  const stage = await raise();
  const link = await stage.approved();
  let asking = true;
  const others = (async () => {
    while (asking) {
      await stage.dave.types(ids.general, "/impersonate @beth ticket 5000");
      const asked = await stage.toldDirectly(ids.dave, /\[Cancel request\]/);
      await stage.dave.clicks(asked, "Cancel request");
      await stage.slack.until("it is cancelled", () =>
        stage.cards().every((card) => !/@dave wants.*\[Approve\]/s.test(stage.carol.reads(card))),
      );
    }
  })();
  const { file, code, output } = await backUp(stage);
  asking = false;
  await others;
  expect(output).toMatch(
    /^Backed up \/.*understudy\.db to \/.*backup\.db: \d+ requests?, \d+ KiB, read through and sound\.\n$/,
  );
  expect(code).toBe(0);
  expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
  expect(readdirSync(stage.sandbox.folder).sort()).toEqual(["backup.db", "data"]);
  await restore(stage, file);
  await stage.alice.clicks(link, "Revoke");
  await stage.slack.until("it is revoked", () =>
    stage.cards().some((card) => /@alice revoked access/.test(stage.carol.reads(card))),
  );
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

test("the command does not take another database for the one that a .env names which it can't read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = { DOTENV_CONFIG_PATH: folder };
  const command = BotProcess.under(process.execPath, ["dist/backup.js", join(folder, "backup.db")], settings);
  expect(await command.exited).toEqual({ code: 1 });
  expect(command.output).toBe(
    `The settings (${folder}, which can't be read: EISDIR) may name the database. Set DATABASE_URL.\n`,
  );
});

test("the command backs up the database that DATABASE_URL_FILE names", async () => {
  const { sandbox } = await raise();
  const named = join(sandbox.folder, "database-url");
  writeFileSync(named, `file:${sandbox.database}\n`);
  const command = BotProcess.under(process.execPath, ["dist/backup.js", join(sandbox.folder, "backup.db")], {
    DATABASE_URL_FILE: named,
  });
  expect(await command.exited).toEqual({ code: 0 });
  expect(command.output).toContain(`Backed up ${sandbox.database} to `);
});

test("a request that waited when the backup was made is approved after the restore", async () => {
  const stage = await raise();
  const card = await stage.ask();
  const { file } = await backUp(stage);
  await restore(stage, file);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});

test("Revoke on what was approved after the backup ends the session all the same, and says what is known", async () => {
  const stage = await raise();
  await stage.ask();
  const { file } = await backUp(stage);
  await stage.carol.clicks(await stage.card(/\[Approve\]/), "Approve");
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  await stage.card(/@alice has the link/);
  const { session } = openedBy(stage, await stage.link());
  await restore(stage, file);
  await stage.carol.clicks(await stage.card(/\[Revoke\]/), "Revoke");
  await stage.told(ids.carol, ids.approvals, /probably restored from a backup\. Its session in Clerk was ended\./);
  expect(stage.clerk.sessions.find(({ id }) => id === session.id)?.status).toBe("revoked");
  await stage.alice.clicks(message, "Revoke");
  await stage.told(ids.alice, message.channel, /restored from a backup\. Clerk lists no live session of this request/);
  expect(stage.clerk.actorTokens).toHaveLength(1);
});

test("Revoke on what was asked after the backup says that nothing was ended, and where the session can be", async () => {
  const stage = await raise();
  const { file } = await backUp(stage);
  const { message } = await stage.inUse();
  await restore(stage, file);
  await stage.alice.clicks(message, "Revoke");
  await stage.told(
    ids.alice,
    message.channel,
    /no record of this request, so nothing has changed.* Clerk Dashboard and end the session that has an actor/,
  );
});

test("a forged Revoke of somebody who may not press it ends nothing that way either", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.eve.forges(card, { actionId: "revoke", value: stage.requestIdOf(card) });
  await stage.slack.until("eve is told", () =>
    stage.slack.messages.some(
      (message) => message.ephemeralFor === ids.eve && /Only approvers can do this/.test(stage.eve.reads(message)),
    ),
  );
  expect(stage.clerk.calls.some(({ path }) => path.startsWith("/v1/sessions"))).toBe(false);
  await stage.stillPending();
});

test("without a bot, and with one that was killed before, a backup holds everything", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  await stage.ask();
  bot.kill("SIGKILL");
  await bot.exited;
  const { file, code } = await backUp(stage);
  expect(code).toBe(0);
  const copy = new SQLite(file, { readonly: true });
  expect(copy.prepare("select status from requests").pluck().all()).toEqual(["pending"]);
  copy.close();
});

function openedBy(stage: Stage, link: string) {
  const opened = stage.clerk.browser().open(link);
  if (!opened.ok) throw new Error(opened.code);
  return opened;
}
