// Faults of Socket Mode connections: refreshes and their gap, drops, refusals, lost and late frames.
import { once } from "node:events";
import { connect as connectTo } from "node:net";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { type Acme, acme, client, connect } from "./acme.js";

const opened = z.object({ url: z.string() });

type App = Awaited<ReturnType<typeof connect>>;

/** alice asks for help; `received` is how often the app received the command. */
async function asks({ slack }: Acme, app: App) {
  const before = app.received.length;
  const { kind } = await slack.as("UALICE").types("CGENERAL", "/impersonate help");
  return { kind, received: app.received.length - before };
}

describe("the plain client", () => {
  test.each<[string, (there: Acme) => void]>([
    ["is asked to renew its connection", ({ slack }) => slack.sockets.refresh()],
    ["is warned that its connection will end", ({ slack }) => slack.sockets.warn()],
    ["loses its connection without a word", ({ slack }) => slack.sockets.drop()],
  ])("is away for a while when it %s, and then comes back", async (_what, interrupt) => {
    const there = await acme();
    const app = await connect(there.slack, { clientPingTimeout: 400 });
    interrupt(there);
    await there.slack.until("the connection is gone", () => there.slack.sockets.open === 0);
    expect(await asks(there, app)).toEqual({ kind: "dispatch_failed", received: 0 });
    await there.slack.until("there is a connection again", () => there.slack.sockets.open === 1);
    expect(await asks(there, app)).toEqual({ kind: "acknowledged", received: 1 });
  });

  test("with two connections misses nothing while one is renewed", async () => {
    const there = await acme();
    const first = await connect(there.slack);
    const second = await connect(there.slack);
    there.slack.sockets.refresh(1);
    expect(await asks(there, second)).toEqual({ kind: "acknowledged", received: 1 });
    expect(await asks(there, second)).toEqual({ kind: "acknowledged", received: 1 });
    expect(first.received).toEqual([]);
  });
});

describe("half-open connections", () => {
  test("are counted, and take their share of the payloads", async () => {
    const there = await acme();
    there.slack.sockets.addGhost();
    const app = await connect(there.slack);
    expect(there.slack.sockets.open).toBe(2);
    const lost = asks(there, app);
    there.clock.advance(3_000);
    expect(await lost).toEqual({ kind: "operation_timeout", received: 0 });
    expect(await asks(there, app)).toEqual({ kind: "acknowledged", received: 1 });
  });

  test("are dropped in the end", async () => {
    const there = await acme();
    there.slack.sockets.addGhost();
    there.slack.sockets.removeGhosts();
    expect(await asks(there, await connect(there.slack))).toEqual({ kind: "acknowledged", received: 1 });
  });
});

test("a lost acknowledgement leaves the person without an answer", async () => {
  const there = await acme();
  const app = await connect(there.slack);
  there.slack.sockets.loseAcks(1);
  const lost = asks(there, app);
  await there.slack.until("the app has it", () => app.received.length === 1);
  there.clock.advance(3_000);
  expect(await lost).toEqual({ kind: "operation_timeout", received: 1 });
  expect(await asks(there, app)).toEqual({ kind: "acknowledged", received: 1 });
});

test("a delayed payload leaves the app less of its three seconds", async () => {
  const there = await acme({ ackPatienceMs: 40 });
  const app = await connect(there.slack);
  there.slack.sockets.delayMs = 80;
  expect(await asks(there, app)).toEqual({ kind: "operation_timeout", received: 0 });
  await there.slack.until("it comes after all", () => app.received.length === 1);
});

test("of two acknowledgements the first one counts", async () => {
  const there = await acme();
  const app = await connect(there.slack);
  app.answer = async ({ ack }) => {
    await ack({ text: "first" });
    await ack({ text: "second" });
  };
  await asks(there, app);
  await asks(there, app);
  expect(there.slack.messages.map(({ text }) => text)).toEqual(["first", "first"]);
});

test("new connections are refused while Slack accepts none", async () => {
  const there = await acme();
  there.slack.sockets.upgradeMode = "refused";
  const app = connect(there.slack, { clientPingTimeout: 50 });
  await there.slack.until("it was tried twice", () => there.slack.calls.length > 1);
  expect(there.slack.sockets.open).toBe(0);
  there.slack.sockets.upgradeMode = "hello";
  expect(await asks(there, await app)).toEqual({ kind: "acknowledged", received: 1 });
});

test.each(["silent", "hanging"] as const)(
  "while upgrades are %s, a connection counts for nothing and stays until the app gives it up",
  async (mode) => {
    const there = await acme();
    const { url } = opened.parse(await client(there.slack, there.slack.appToken).apiCall("apps.connections.open"));
    there.slack.sockets.upgradeMode = mode;
    const socket = new WebSocket(url);
    socket.on("error", () => {});
    await there.slack.until("it is dialled", () => there.slack.sockets.withoutHello === 1);
    expect(there.slack.sockets.open).toBe(0);
    expect(await there.slack.as("UALICE").types("CGENERAL", "/impersonate help")).toMatchObject({
      kind: "dispatch_failed",
    });
    socket.terminate();
    await there.slack.until("it is given up", () => there.slack.sockets.withoutHello === 0);
  },
);

test("while Slack is away its port takes no connection, and afterwards the same address answers", async () => {
  const { slack } = await acme();
  await connect(slack);
  await slack.goAway();
  await slack.until("the connection is gone", () => slack.sockets.open === 0);
  // Without `fetch`, which may still hold a connection from before.
  const dial = async () => {
    const { hostname, port } = new URL(slack.url);
    const socket = connectTo({ host: hostname, port: Number(port) });
    await once(socket, "connect");
    socket.destroy();
  };
  await expect(dial()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await slack.comeBack();
  await dial();
});
