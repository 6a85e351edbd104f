// The image that the Dockerfile describes, as far as it can be had without Docker: its stages are performed by a script,
// and the bot runs from what the last one holds, as the image's user, who may write nothing but the volume.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Environment } from "../../src/settings/config.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, raise } from "../flows/stage.js";
import { buildImage, type Image, workingFolder } from "./image.js";

const folder = mkdtempSync(join(tmpdir(), "understudy-image-"));
let image: Image;

beforeAll(() => {
  // Its user has to get there.
  chmodSync(folder, 0o755);
  image = buildImage(folder);
}, 600_000);
afterEach(async () => {
  killAll();
  await curtain();
  // Each test has a volume that is empty.
  for (const name of readdirSync(volume())) rmSync(join(volume(), name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;

/** The image's command, or another one, in the place and as the user that the image names. */
function start(settings: Environment, { command = image.command, within = [] as readonly string[] } = {}): BotProcess {
  const [uid = "", gid = ""] = image.user.split(":");
  const asUser = isRoot ? ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"] : [];
  const [program = "", ...args] = [...within, ...asUser, "env", "-C", workingFolder(image), ...command];
  return BotProcess.under(program, args, { ...settings, ...image.env });
}

const volume = () => join(image.rootFolder, image.volumes[0] ?? "");

/** Put before a command: `/` is then read-only to it, but for the volume. */
const readOnlyRoot = () => [
  ...["unshare", "--mount", "sh", "-ec"],
  'mount --make-rprivate /; mount --bind "$0" "$0"; mount -o remount,bind,ro /; exec "$@"',
  volume(),
];

const filesOf = (path: string) =>
  readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name));

test("it holds the bot and what the bot needs, on at most 80 MB", () => {
  const app = workingFolder(image);
  expect(readdirSync(app).sort()).toEqual(["data", "dist", "node_modules", "package.json"]);
  expect(readdirSync(join(app, "dist"))).not.toContain("sandbox");
  expect(readdirSync(join(app, "node_modules"))).not.toContain("typescript");
  // Blocks of 512 bytes, as `du` counts them.
  const megabytes = filesOf(app).reduce((sum, path) => sum + statSync(path).blocks * 512, 0) / 1e6;
  process.stdout.write(`The image's folder takes ${megabytes.toFixed(1)} MB.\n`);
  expect(megabytes).toBeLessThan(80);
});

test("without settings it says which are missing, and exits with 1", async () => {
  const bot = start({});
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/^Understudy can't start: its settings .*\n {2}SLACK_BOT_TOKEN is missing/);
  expect(bot.output).not.toMatch(/\n\s+at /);
});

test("with settings it works, backs itself up, stops on SIGTERM with 0, and writes to its volume alone", async () => {
  const before = filesOf(workingFolder(image));
  await workAndStop();
  const added = filesOf(workingFolder(image)).filter((path) => !before.includes(path));
  expect(added).toContain(join(volume(), "understudy.db"));
  expect(added).toContain(join(volume(), "backup.db"));
  expect(added.filter((path) => !path.startsWith(join(volume(), "/")))).toEqual([]);
});

// Not every machine lets its root mount.
test.runIf(isRoot && spawnSync("unshare", ["--mount", "true"]).status === 0)(
  "on a read-only root file system it works the same",
  async () => {
    const within = readOnlyRoot();
    const outside = join(folder, "outside");
    const touch = start({}, { within, command: ["sh", "-c", `touch data/inside && touch ${outside}`] });
    expect(await touch.exited).toEqual({ code: 1 });
    expect(touch.output).toMatch(/outside.*Read-only file system/);
    await workAndStop(within);
  },
);

async function workAndStop(within: readonly string[] = []): Promise<void> {
  const stage = await raise({ bot: "none" });
  // Without the sandbox's own, the database is where the image has it.
  const { DATABASE_URL: _, ...settings } = stage.sandbox.settings;
  const bot = start(settings, { within });
  await bot.says(/understudy is running/);
  const card = await stage.ask();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  const backup = start({}, { within, command: ["node", "dist/backup.js", "data/backup.db"] });
  expect(await backup.exited).toEqual({ code: 0 });
  bot.kill("SIGTERM");
  expect(await bot.exited).toEqual({ code: 0 });
}
