// The sandbox with a bot in HTTP mode, and requests to it that are not Slack's.
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { SandboxOptions } from "../../src/sandbox/sandbox.js";
import { signature } from "../../src/sandbox/slack/delivery/http.js";
import { freePort } from "../ports.js";
import { raise, type Stage } from "./stage.js";

export interface HttpStage {
  readonly stage: Stage;
  readonly port: number;
  readonly url: string;
}

export async function overHttp(options: SandboxOptions = {}): Promise<HttpStage> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/slack/events`;
  const stage = await raise({ ...options, http: { port } });
  stage.slack.deliverTo(url);
  return { stage, port, url };
}

export function signedHeaders(secret: string, atMs: number, body: string): Record<string, string> {
  const timestampS = Math.floor(atMs / 1000);
  return {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(timestampS),
    "x-slack-signature": signature(secret, timestampS, body),
  };
}

/** A raw connection, and what it has received when the bot closes it. */
export async function rawConnection(
  port: number,
  host = "127.0.0.1",
): Promise<{ socket: Socket; received: Promise<string> }> {
  const socket = connect({ port, host });
  onTestFinished(() => {
    socket.destroy();
  });
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.on("error", () => {});
  const closed = new Promise<string>((resolve) => {
    socket.on("close", () => resolve(received));
  });
  await once(socket, "connect");
  return { socket, received: closed };
}

/** Between Slack and the bot: keeps what was sent, and can send it again unchanged. */
export async function overhearing({ stage, url }: HttpStage) {
  const heard: { headers: Record<string, string>; body: string }[] = [];
  const forward = async ({ headers, body }: { headers: Record<string, string>; body: string }) => {
    const answer = await fetch(url, { method: "POST", headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  const proxy = createServer(async (incoming, response) => {
    const names = ["content-type", "x-slack-request-timestamp", "x-slack-signature"];
    const headers = Object.fromEntries(names.map((name) => [name, String(incoming.headers[name])]));
    const payload = { headers, body: await text(incoming) };
    heard.push(payload);
    const answer = await forward(payload);
    response.writeHead(answer.status).end(answer.text);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  stage.slack.deliverTo(`http://127.0.0.1:${port}`);
  return {
    /** Sends the latest payload again. */
    again: () => {
      const latest = heard.at(-1);
      if (latest === undefined) throw new Error("nothing was heard");
      return forward(latest);
    },
  };
}

/** The status of the answer to a POST whose body is written as `send` says. */
export async function statusOf(
  { url }: HttpStage,
  headers: Record<string, string | number>,
  send: (write: (chunk: string) => void) => void,
): Promise<number | undefined> {
  const post = request(url, { method: "POST", headers });
  onTestFinished(() => {
    post.destroy();
  });
  post.on("error", () => {});
  post.flushHeaders();
  send((chunk) => post.write(chunk));
  const [answer] = await once(post, "response");
  answer.resume();
  return answer.statusCode;
}
