// The command that moves a database, as people run it: what it prints, its exit codes, and what is left where it is killed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { nameOf } from "../../src/database-url.js";
import type { Environment } from "../../src/settings/config.js";
import { asked } from "../db/scratch.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { gateAtMessages, leftDatabase, migratedTarget, newTarget, scratchFolder } from "./moving.js";

const password = "hunter2-of-postgres";

afterEach(killAll);

const oneRequest = () => leftDatabase((store) => asked(store, {}, ["card"]));

/** The server asks for no password, and takes any. */
function withPassword(url: string): string {
  const address = new URL(url);
  address.password = password;
  return address.toString();
}

function start(args: readonly string[], settings: Environment = {}): BotProcess {
  return BotProcess.under(process.execPath, ["dist/migrate-store.js", ...args], settings);
}

async function run(args: readonly string[], settings?: Environment) {
  const command = start(args, settings);
  const { code } = await command.exited;
  expect(command.output).not.toContain(password);
  return { code, output: command.output };
}

test("it prints each table with its rows and its digest, and what to do next", async () => {
  const { path, url } = await oneRequest();
  const to = withPassword(newTarget().url);
  const { code, output } = await run(["--from", url, "--to", to]);
  const lines = output.split("\n");
  expect(lines[0]).toBe("Checking the source …");
  expect(lines[1]).toBe("Comparing both …");
  expect(lines[2]).toBe(
    `Moved ${path} to ${nameOf(to)}. Each table was read back there, and is the same by count and by digest:`,
  );
  expect(lines.slice(3, 12).map((line) => line.replace(/[0-9a-f]{16}$/, "…"))).toEqual([
    "  table                   rows  SHA-256",
    "  requests                   1  …",
    "  sessions                   0  …",
    "  messages                   1  …",
    "  pending_replies            0  …",
    "  homes                      0  …",
    "  instances                  2  …",
    "  shared_tasks               0  …",
    "  audit                      1  …",
  ]);
  expect(lines.slice(12)).toEqual([
    "Now set DATABASE_URL to the address of the new database, with its password, and start the bot.",
    `Keep ${path} as a backup, and start no bot on it any more: it knows nothing of what is granted from now on.`,
    "",
  ]);
  expect(code).toBe(0);
});

test("it says in which values a NUL was", async () => {
  const { url } = await leftDatabase((store) => asked(store, { reason: "a\0b" }));
  const { output } = await run(["--from", url, "--to", newTarget().url]);
  expect(output).toContain(
    "PostgreSQL's text holds no NUL: U+FFFD stands for it in 1 value (requests req_1 reason). The old file has them as they were.\n",
  );
});

test.each(["DATABASE_URL", "DATABASE_URL_FILE", ".env"])(
  "where --to is left out, %s says where it goes",
  async (given) => {
    const { url } = await oneRequest();
    const target = newTarget();
    const file = join(scratchFolder(), "settings");
    const address = withPassword(target.url);
    writeFileSync(file, given === ".env" ? `DATABASE_URL=${address}\n` : address);
    const settings = {
      DATABASE_URL: { DATABASE_URL: address },
      DATABASE_URL_FILE: { DATABASE_URL_FILE: file },
      ".env": { DOTENV_CONFIG_PATH: file },
    }[given];
    expect(await run(["--from", url], settings)).toMatchObject({ code: 0 });
    expect(target.plain.prepare("select count(*) from requests").pluck().get()).toBe(1);
  },
);

const somewhere = `postgres://understudy:${password}@127.0.0.1:1/none`;

test.each<[string, readonly string[], Environment, RegExp]>([
  ["nothing", [], {}, /^Say what is moved: --from takes file:/],
  ["no source", ["--to", somewhere], {}, /^Say what is moved: --from takes file:/],
  ["a source on PostgreSQL", ["--from", somewhere, "--to", somewhere], {}, /^Say what is moved: --from takes file:/],
  ["a source in memory", ["--from", "file::memory:", "--to", somewhere], {}, /^Say what is moved: --from takes file:/],
  ["no target", ["--from", "file:a.db"], {}, /^Say where it goes: --to, or else DATABASE_URL, takes postgres:/],
  ["a file in DATABASE_URL", ["--from", "file:a.db"], { DATABASE_URL: "file:b.db" }, /^Say where it goes/],
  ["a target in a file", ["--from", "file:a.db", "--to", "file:b.db"], {}, /^Say where it goes/],
  [
    "a target without a database",
    ["--from", "file:a.db", "--to", `postgres://u:${password}@h`],
    {},
    /^Say where it goes/,
  ],
  [
    "a target that is no address",
    ["--from", "file:a.db", "--to", `postgres://u:${password}@h:x/y`],
    {},
    /^Say where it goes/,
  ],
  ["addresses without names", ["file:a.db", somewhere], {}, /^Say which is which: --from file:… --to postgres:/],
  [
    "a folder for .env",
    ["--from", "file:a.db"],
    { DOTENV_CONFIG_PATH: "/" },
    /^The settings \(\/, which can't be read: EISDIR\) may name the database/,
  ],
])("with %s it says how it is used, repeats no password, and exits with 2", async (_what, args, settings, sentence) => {
  const { code, output } = await run(args, settings);
  expect(output).toMatch(sentence);
  expect(output).toContain("npm run migrate-store -- --from");
  expect(code).toBe(2);
});

test("a second run, a source that is not there and a server that does not answer each get a sentence and exit code 1", async () => {
  const { url } = await oneRequest();
  const to = withPassword(newTarget().url);
  expect(await run(["--from", url, "--to", to])).toMatchObject({ code: 0 });
  const again = await run(["--from", url, "--to", to]);
  expect(again).toMatchObject({ code: 1, output: expect.stringMatching(/\nThe database \S+ is not empty: .*\.\n$/) });
  const missing = await run(["--from", "file:/none/understudy.db", "--to", to]);
  expect(missing).toMatchObject({
    code: 1,
    output: expect.stringMatching(/\nThere is no database \/none\/understudy\.db/),
  });
  const silent = await run(["--from", url, "--to", somewhere]);
  expect(silent).toMatchObject({
    code: 1,
    output: expect.stringMatching(/\nNothing was moved\. .* nothing answers there/),
  });
});

test.each<NodeJS.Signals>(["SIGINT", "SIGKILL"])(
  "a run that ends by %s in the middle leaves nothing behind, and the next run succeeds",
  async (signal) => {
    const { url } = await oneRequest();
    const target = await migratedTarget();
    const gate = gateAtMessages(target.plain);
    const command = start(["--from", url, "--to", target.url]);
    await vi.waitFor(() => expect(gate.isReached()).toBe(true), { timeout: 20_000 });
    command.kill(signal);
    expect(await command.exited).toEqual({ code: null });
    expect(target.plain.prepare("select count(*) from requests").pluck().get()).toBe(0);
    gate.open();
    expect(await run(["--from", url, "--to", target.url])).toMatchObject({ code: 0 });
    expect(target.plain.prepare("select count(*) from requests").pluck().get()).toBe(1);
  },
);
