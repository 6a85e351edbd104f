// The bot on an older record: its database was restored from a backup, and Slack and Clerk know what came after it.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { backUp } from "../../src/db/sqlite/backup.js";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

async function copyOf({ sandbox }: Stage): Promise<string> {
  const file = join(sandbox.folder, "backup.db");
  await backUp(`file:${sandbox.database}`, file);
  return file;
}

async function restore({ sandbox }: Stage, file: string): Promise<void> {
  await sandbox.stopBot();
  for (const ending of ["-wal", "-shm"]) rmSync(sandbox.database + ending, { force: true });
  copyFileSync(file, sandbox.database);
  await sandbox.startBot();
}

function open(stage: Stage, link: string): void {
  const opened = stage.clerk.browser().open(link);
  if (!opened.ok) throw new Error(opened.code);
}

const ended = /restored from a backup\. Its session in Clerk was ended\./;
const sessions = (stage: Stage) => stage.clerk.sessions.map(({ status }) => status);

/** The record says failed, and alice uses the link of a retry that it does not know. */
async function retriedSince(): Promise<{ stage: Stage; message: Awaited<ReturnType<Stage["directMessage"]>> }> {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "status", status: 500 },
  });
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(/\[Retry\]/);
  const file = await copyOf(stage);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  open(stage, await stage.link());
  await restore(stage, file);
  return { stage, message };
}

test("a request that failed by the record and was retried since: Revoke ends its session", async () => {
  const { stage, message } = await retriedSince();
  await stage.slack.clickStale(ids.alice, message, "Revoke");
  await stage.told(ids.alice, message.channel, ended);
  expect(sessions(stage)).toEqual(["revoked"]);
});

test("a request that failed by the record and was retried since: a click on its link ends its session", async () => {
  const { stage, message } = await retriedSince();
  await stage.slack.clickStale(ids.alice, message, "Open as Bob Brown");
  await stage.told(ids.alice, message.channel, ended);
  expect(sessions(stage)).toEqual(["revoked"]);
});

test("a request that failed by the record and was retried since: who may not revoke ends nothing", async () => {
  const { stage, message } = await retriedSince();
  await stage.eve.forges(await stage.card(/Bob Brown/), { actionId: "revoke", value: stage.requestIdOf(message) });
  await stage.slack.until("eve is told", () =>
    stage.slack.messages.some(
      (told) => told.ephemeralFor === ids.eve && /Only approvers can do this/.test(stage.eve.reads(told)),
    ),
  );
  expect(sessions(stage)).toEqual(["active"]);
});

test("a request that failed and was never retried: a late Revoke is told so", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "status", status: 500 },
  });
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(/\[Retry\]/);
  await stage.dave.forges(failed, { actionId: "revoke", value: stage.requestIdOf(failed) });
  await stage.told(ids.dave, ids.approvals, /It failed; the card says why/);
});

test("backed up while Clerk made the link: the restored bot takes it for failed, and Revoke ends its session", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: { kind: "delay", ms: 500 } });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("the link is being made", () =>
    stage.clerk.calls.some(({ path }) => path.endsWith("/actor_tokens")),
  );
  const file = await copyOf(stage);
  await stage.card(/@alice has the link/);
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  open(stage, await stage.link());
  await restore(stage, file);
  await stage.card(/Understudy was interrupted/);
  await stage.slack.clickStale(ids.alice, message, "Revoke");
  await stage.told(ids.alice, message.channel, ended);
  expect(sessions(stage)).toEqual(["revoked"]);
});

/** The record says that nobody decided yet, and alice has the link of an approval that it does not know. */
async function approvedSince() {
  const stage = await raise();
  const card = await stage.ask();
  // By then the record knows where each message stands.
  await stage.told(ids.alice, ids.general, /Asked #impersonation-approvals to let you/);
  const file = await copyOf(stage);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  const link = await stage.link();
  await restore(stage, file);
  return { stage, message, link };
}

const standing = /This message is newer than Understudy's database.*\[Revoke\]/s;

test("Revoke on an unopened link that the record does not know stays, and ends the session once it was opened", async () => {
  const { stage, message, link } = await approvedSince();
  await stage.alice.clicks(message, "Revoke");
  await stage.told(ids.alice, message.channel, /press Revoke again/);
  const left = await stage.directMessage(standing);
  // The card as well, for the approvers.
  await stage.card(/\[Revoke\]/);
  open(stage, link);
  await stage.alice.clicks(left, "Revoke");
  await stage.told(ids.alice, message.channel, ended);
  expect(sessions(stage)).toEqual(["revoked"]);
});

test("once such a session was ended, the card can be decided on by the record, as it waits there", async () => {
  const { stage, message, link } = await approvedSince();
  open(stage, link);
  await stage.alice.clicks(message, "Revoke");
  const card = await stage.card(/Waiting for approval until .*\[Approve\] \[Deny\]/s);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});

test("when the older record lapses, the message of a link in use keeps its Revoke", async () => {
  const { stage, message, link } = await approvedSince();
  open(stage, link);
  stage.clock.advance(3_600_001);
  await stage.card(/Nobody decided by/);
  await stage.alice.clicks(message, "Open as Bob Brown");
  await stage.told(ids.alice, message.channel, /This message is newer than Understudy's database/);
  await stage.alice.clicks(await stage.directMessage(standing), "Revoke");
  await stage.told(ids.alice, message.channel, /in Clerk/);
});

test("alice can cancel in her Home what was approved after the backup, and ask again", async () => {
  const { stage, message } = await approvedSince();
  await stage.alice.clicks(message, "Revoke");
  // The direct message with that button went when the link came.
  await stage.alice.opensHome();
  const home = await stage.slack.until("her Home offers it", () => {
    const shown = stage.alice.home();
    return shown !== undefined && /\[Cancel request\]/.test(stage.alice.reads(shown)) && shown;
  });
  await stage.alice.clicks(home, "Cancel request");
  await stage.card(/@alice canceled this request/);
  await stage.ask();
});
