// The files of an open database are deleted or replaced: nothing is written to what nobody will find again.
import { copyFileSync, linkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { acquireInstanceLock } from "../../../src/db/sqlite/instance-lock.js";
import { openStore } from "../../../src/db/store.js";
import { asked, open, openMax, scratchPath, wish } from "../scratch.js";

const unavailable = { name: "ImpersonationError", problem: { code: "store_unavailable", stage: "before" } };

async function observed(path = scratchPath()) {
  const onFailure = vi.fn();
  onTestFinished(await acquireInstanceLock(`file:${path}`));
  const store = await openStore(`file:${path}`, { onFailure });
  onTestFinished(() => store.close());
  const told = () => onFailure.mock.calls.map(([code, error]) => [code, error instanceof Error && error.message]);
  return { path, store, told };
}

const outcome = "was deleted or replaced under the running Understudy, so nothing more is granted or recorded.";
const sentences = {
  database: (file: string) =>
    `The database ${file} ${outcome} Put it back if it was moved away; else stop Understudy, restore a backup, and start it again.`,
  part: (file: string) =>
    `The file ${file}, a part of the database, ${outcome} Stop Understudy with SIGTERM, which saves what is on record, and start it again.`,
};

function copyInItsPlace(file: string): void {
  copyFileSync(file, `${file}.copy`);
  renameSync(`${file}.copy`, file);
}

test.each([
  ["the database is deleted", "", rmSync],
  ["the database is replaced by a copy", "", copyInItsPlace],
  ["its -wal file is deleted", "-wal", rmSync],
  ["its -shm file is deleted", "-shm", rmSync],
  ["the bot's lock is deleted", "-bot", rmSync],
])("%s: the next look says so once, nothing is written, and what was known is still read", async (_, ending, spoil) => {
  const { path, store, told } = await observed();
  const request = await asked(store);
  spoil(path + ending);
  expect(await store.get(request.id)).toEqual(request);
  await store.nextDueAt();
  expect(told()).toEqual([["FILE_REPLACED", sentences[ending === "" ? "database" : "part"](path + ending)]]);
  await expect(store.insert(wish({ id: "req_2" }), "key", [], openMax)).rejects.toMatchObject(unavailable);
  await expect(
    store.addPendingReply({ key: "k", userId: "U", kind: "ask", viewId: null, at: 1 }),
  ).rejects.toMatchObject(unavailable);
});

test.each(["-wal", "-shm"])(
  "a bot that is stopped in order after its %s file was deleted loses nothing",
  async (ending) => {
    const path = scratchPath();
    const store = await openStore(`file:${path}`);
    const request = await asked(store);
    rmSync(path + ending);
    await store.close();
    expect(await (await open(path)).get(request.id)).toEqual(request);
  },
);

test("a file that was moved away and comes back is written to again", async () => {
  const { path, store, told } = await observed();
  renameSync(path, `${path}.away`);
  await expect(asked(store)).rejects.toMatchObject(unavailable);
  renameSync(`${path}.away`, path);
  await asked(store);
  expect(told()).toHaveLength(1);
});

test("a link that is made to lead to another database is noticed", async () => {
  const path = scratchPath();
  await (await openStore(`file:${path}`)).close();
  const link = join(dirname(path), "link.db");
  symlinkSync(path, link);
  const { store } = await observed(link);
  copyFileSync(path, `${path}.other`);
  rmSync(link);
  symlinkSync(`${path}.other`, link);
  await expect(asked(store)).rejects.toMatchObject(unavailable);
});

test("a copy beside it, or a second name for it, disturbs nobody", async () => {
  const { path, store } = await observed();
  copyFileSync(path, `${path}.copy`);
  linkSync(path, `${path}.link`);
  await asked(store);
});
