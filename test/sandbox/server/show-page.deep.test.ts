// `npm run sandbox` as people start it: what it prints, and where it listens.
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { botsOf, listensAt } from "./processes.js";
import { answerTo, jsonRequest, statusOf } from "./raw-http.js";
import { SandboxProcess, startSandbox } from "./sandbox-process.js";

const sandbox = new SandboxProcess("--port", "0");
afterAll(() => sandbox.close());
const port = Number((await sandbox.address()).port);
const own = { host: `127.0.0.1:${port}` };

test("it prints its address and one explanation, and nothing else", () => {
  expect(sandbox.out).toMatch(
    /^The sandbox is at http:\/\/127\.0\.0\.1:\d+\nIt runs the real bot .* Ctrl\+C to stop it\.\n$/,
  );
  expect(sandbox.err).toBe("");
});

test("it answers at that address, with the bot running", async () => {
  const help = { as: "U0ALICE", channel: "C0GENERAL", line: "/impersonate help" };
  const { status, text } = await answerTo(port, jsonRequest("/api/type", help, own));
  expect([status, JSON.parse(text)]).toEqual([200, { outcome: "acknowledged" }]);
});

test("everything that it opens, and the bot with it, listens on 127.0.0.1 and nowhere else", () => {
  const addresses = [sandbox.pid, ...botsOf(sandbox.pid)].flatMap(listensAt);
  // The page, the emulated Slack and the emulated Clerk.
  expect(addresses).toHaveLength(3);
  expect(addresses.filter((each) => !each.startsWith("0100007F:"))).toEqual([]);
});

const elsewhere = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .filter(({ internal, family }) => !internal && family === "IPv4")
  .map(({ address }) => address);

test.each(["127.0.0.2", ...elsewhere])("nothing listens at %s", async (host) => {
  await expect(once(connect({ host, port }), "connect")).rejects.toThrow(/ECONNREFUSED/);
});

test("it keeps one folder, also after a reset, and then another one", async () => {
  const before = sandbox.keeps;
  expect(before).toHaveLength(1);
  expect(await statusOf(port, jsonRequest("/api/reset", {}, own))).toBe(200);
  expect(sandbox.keeps).toHaveLength(1);
  expect(sandbox.keeps).not.toEqual(before);
});

test("if its port is taken it says so, and uses another one", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" ? String(address?.port) : "";
  const other = startSandbox("--port", taken);
  expect((await other.address()).port).not.toBe(taken);
  expect(other.out).toMatch(
    new RegExp(`^Port ${taken} is taken, so the sandbox uses another one\\.\nThe sandbox is at `),
  );
});
