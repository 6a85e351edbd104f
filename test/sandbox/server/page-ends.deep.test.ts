// `npm run sandbox` leaves nothing behind when it ends.
import { expect, test } from "vitest";
import { botsOf, childrenOf, isAlive } from "./processes.js";
import { jsonRequest, statusOf } from "./raw-http.js";
import { startSandbox } from "./sandbox-process.js";

test.each(["SIGTERM", "SIGINT"] as const)(
  "on %s it exits with 0, and leaves no process and no file",
  async (signal) => {
    const sandbox = startSandbox("--port", "0");
    const { port } = await sandbox.address();
    const headers = { host: `127.0.0.1:${port}` };
    expect(await statusOf(Number(port), { path: "/api/stream?as=U0ALICE", headers })).toBe(200);
    const children = childrenOf(sandbox.pid);
    expect(children).toHaveLength(1);
    expect(sandbox.keeps).toHaveLength(1);
    sandbox.kill(signal);
    sandbox.kill(signal);
    expect(await sandbox.exited).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(sandbox.keeps).toEqual([]);
    expect(sandbox.err).toBe("");
  },
);

test("asked to stop while it starts, it exits with 0 and leaves nothing either", async () => {
  const sandbox = startSandbox("--port", "0");
  await expect.poll(() => botsOf(sandbox.pid), { timeout: 10_000, interval: 5 }).toHaveLength(1);
  const bots = botsOf(sandbox.pid);
  sandbox.kill("SIGTERM");
  expect(await sandbox.exited).toBe(0);
  await expect.poll(() => bots.filter(isAlive), { timeout: 10_000, interval: 20 }).toEqual([]);
  expect(sandbox.keeps).toEqual([]);
});

test("asked to stop while its bot is killed and restarted, it does not report a bot that exited", async () => {
  const sandbox = startSandbox("--port", "0");
  const { port } = await sandbox.address();
  const bots = botsOf(sandbox.pid);
  const restart = jsonRequest("/api/bot", { what: "kill_and_restart" }, { host: `127.0.0.1:${port}` });
  const answer = statusOf(Number(port), restart).catch(() => "cut off");
  await expect.poll(() => bots.filter(isAlive), { timeout: 10_000, interval: 5 }).toEqual([]);
  sandbox.kill("SIGTERM");
  expect(await sandbox.exited).toBe(0);
  await answer;
  expect(sandbox.err).toBe("");
});

test("the port that it had is free again", async () => {
  const first = startSandbox("--port", "0");
  const { port } = await first.address();
  first.kill("SIGTERM");
  await first.exited;
  const second = startSandbox("--port", port);
  expect((await second.address()).port).toBe(port);
  expect(second.out).not.toContain("taken");
});

test("when it is killed, its bot ends by itself", async () => {
  const sandbox = startSandbox("--port", "0");
  await sandbox.address();
  const bots = botsOf(sandbox.pid);
  expect(bots).toHaveLength(1);
  sandbox.kill("SIGKILL");
  await expect.poll(() => bots.filter(isAlive), { timeout: 10_000, interval: 20 }).toEqual([]);
});
