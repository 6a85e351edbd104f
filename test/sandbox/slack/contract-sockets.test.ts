// Socket Mode with the plain Socket Mode client and with bare sockets.
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { SlackWorkspace } from "../../../src/sandbox/slack/workspace.js";
import { acme, client, connect, section } from "./acme.js";

const opened = z.object({ url: z.string() });
const frame = z.looseObject({
  type: z.string(),
  num_connections: z.number().optional(),
  reason: z.string().optional(),
});

async function address(slack: SlackWorkspace): Promise<string> {
  return opened.parse(await client(slack, slack.appToken).apiCall("apps.connections.open")).url;
}

/** A socket that records every frame, and answers none. */
async function bareSocket(url: string) {
  const socket = new WebSocket(url);
  const frames: z.infer<typeof frame>[] = [];
  socket.on("message", (data) => frames.push(frame.parse(JSON.parse(String(data)))));
  await once(socket, "message");
  return { socket, frames };
}

describe("a connection", () => {
  test("begins with hello, which counts the app's connections", async () => {
    const { slack } = await acme();
    const first = await bareSocket(await address(slack));
    const second = await bareSocket(await address(slack));
    expect([first.frames[0], second.frames[0]]).toMatchObject([
      { type: "hello", num_connections: 1 },
      { type: "hello", num_connections: 2 },
    ]);
    expect(first.frames[0]).toMatchObject({
      connection_info: { app_id: slack.bot.appId },
      debug_info: { approximate_connection_time: 18060 },
    });
  });

  test("answers pings", async () => {
    const { slack } = await acme();
    const { socket } = await bareSocket(await address(slack));
    socket.ping("are you there");
    const [pong] = await once(socket, "pong");
    expect(String(pong)).toBe("are you there");
  });

  test("uses up its ticket", async () => {
    const { slack } = await acme();
    const url = await address(slack);
    await bareSocket(url);
    await expect(bareSocket(url)).rejects.toThrow("401");
  });

  test("without a ticket is not let in", async () => {
    const { slack } = await acme();
    await expect(bareSocket((await address(slack)).replace(/ticket=[^&]+/, "ticket=made-up"))).rejects.toThrow("401");
  });

  test("is refused as the eleventh, with the reason, and closed", async () => {
    const { slack } = await acme();
    for (let count = 0; count < 10; count += 1) await bareSocket(await address(slack));
    const eleventh = await bareSocket(await address(slack));
    expect(eleventh.frames[0]).toMatchObject({ type: "disconnect", reason: "too_many_websockets" });
    await once(eleventh.socket, "close");
    expect(slack.sockets.open).toBe(10);
  });

  test.each([
    ["a warning", "warning", (slack: SlackWorkspace) => slack.sockets.warn()],
    ["a refresh", "refresh_requested", (slack: SlackWorkspace) => slack.sockets.refresh()],
  ])("receives a disconnect for %s", async (_what, reason, tell) => {
    const { slack } = await acme();
    const { socket, frames } = await bareSocket(await address(slack));
    const frame = once(socket, "message");
    tell(slack);
    await frame;
    expect(frames[1]).toMatchObject({ type: "disconnect", reason });
  });

  test("is closed after a refresh, and stays open after a warning", async () => {
    const { slack } = await acme();
    const { socket } = await bareSocket(await address(slack));
    slack.sockets.warn();
    expect(slack.sockets.open).toBe(1);
    slack.sockets.refresh();
    const [code] = await once(socket, "close");
    expect({ code, open: slack.sockets.open }).toEqual({ code: 1000, open: 0 });
  });

  test("is closed with a complete handshake, so that no client waits for one", async () => {
    const { slack } = await acme();
    const { socket } = await bareSocket(await address(slack));
    socket.close(1000);
    const [code] = await once(socket, "close");
    expect(code).toBe(1000);
  });
});

describe("a payload", () => {
  test("goes to one connection at a time, and to each of them", async () => {
    const { slack } = await acme();
    const one = await connect(slack);
    const other = await connect(slack);
    const alice = slack.as("UALICE");
    for (let count = 0; count < 4; count += 1) await alice.types("CGENERAL", "/impersonate help");
    expect([one.received.length, other.received.length]).toEqual([2, 2]);
  });

  test("is delivered twice when Slack is made to repeat it", async () => {
    const { slack } = await acme();
    const one = await connect(slack);
    const other = await connect(slack);
    slack.sockets.duplicateNext();
    await slack.as("UALICE").types("CGENERAL", "/impersonate help");
    await slack.until("both have it", () => one.received.length + other.received.length === 2);
    expect(one.last().trigger_id).toBe(other.last().trigger_id);
  });

  test("acknowledged with an empty object shows no message, and with a message shows it to the person alone", async () => {
    const { slack } = await acme();
    const app = await connect(slack);
    const alice = slack.as("UALICE");
    await alice.types("CGENERAL", "/impersonate help");
    expect(alice.messages("CGENERAL")).toEqual([]);
    app.answer = ({ ack }) => ack({ text: "Here is help" });
    await alice.types("CGENERAL", "/impersonate help");
    expect(alice.messages("CGENERAL")).toMatchObject([{ text: "Here is help", ephemeralFor: "UALICE" }]);
    expect(slack.as("UCAROL").messages("CGENERAL")).toEqual([]);
  });

  test("of a click takes no message from its acknowledgement", async () => {
    const { slack, web } = await acme();
    const app = await connect(slack);
    app.answer = ({ ack }) => ack({ text: "Done" });
    await web.chat.postMessage({
      channel: "COPEN",
      text: "card",
      blocks: [
        section("card"),
        { type: "actions", elements: [{ type: "button", text: { type: "plain_text", text: "Go" }, action_id: "go" }] },
      ],
    });
    const alice = slack.as("UALICE");
    const [card] = alice.messages("COPEN");
    if (card === undefined) throw new Error("no card");
    expect(await alice.clicks(card, "Go")).toMatchObject({ kind: "acknowledged" });
    expect(alice.messages("COPEN")).toHaveLength(1);
  });
});
