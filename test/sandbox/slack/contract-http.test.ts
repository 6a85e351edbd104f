// HTTP mode: signed posts to the app's own address, and what a person sees of its answers.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { bodyOf } from "../../../src/sandbox/slack/exchange.js";
import { signature } from "../../../src/sandbox/slack/http-delivery.js";
import { acme } from "./acme.js";

interface Post {
  headers: IncomingMessage["headers"];
  body: string;
}

/** An app's endpoint that keeps what it got and answers with `status`; with 0 it never answers. */
async function endpoint(status: number, text = "") {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ headers: request.headers, body: await bodyOf(request) });
    if (status !== 0) response.writeHead(status).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { posts, url: `http://127.0.0.1:${port}/slack/events` };
}

test("the signature is the one of Slack's documentation", () => {
  const body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
  expect(signature("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body)).toBe(
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  );
});

test("a command comes as a form with exactly that content type, signed over the raw body", async () => {
  const { slack } = await acme();
  const app = await endpoint(200);
  slack.deliverTo(app.url);
  expect(await slack.as("UALICE").types("CGENERAL", "/impersonate @carol why")).toMatchObject({ kind: "acknowledged" });
  const [post] = app.posts;
  expect(post?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(new URLSearchParams(post?.body).get("text")).toBe("<@UCAROL|carol> why");
  const at = Number(post?.headers["x-slack-request-timestamp"]);
  expect(post?.headers["x-slack-signature"]).toBe(signature(slack.signingSecret, at, post?.body ?? ""));
});

test.each([
  [200, "Here is help", "acknowledged"],
  [401, "", "dispatch_failed"],
  [404, "", "dispatch_failed"],
  [500, "", "dispatch_failed"],
  [0, "", "operation_timeout"],
])("an endpoint that answers a command with %d %j: the person sees %s", async (status, text, kind) => {
  const { slack } = await acme({ ackPatienceMs: 100 });
  slack.deliverTo((await endpoint(status, text)).url);
  const alice = slack.as("UALICE");
  expect(await alice.types("CGENERAL", "/impersonate help")).toMatchObject({ kind });
  expect(alice.messages("CGENERAL").map((message) => message.text)).toEqual(text === "" ? [] : [text]);
});
