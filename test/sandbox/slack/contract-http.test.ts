import { createServer, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { z } from "zod";
import { signature } from "../../../src/sandbox/slack/delivery/http.js";
import { bodyOf } from "../../../src/sandbox/slack/http/exchange.js";
import { type Acme, acme, approve, eventsAt, plain } from "./acme.js";

interface Post {
  headers: IncomingMessage["headers"];
  body: string;
}

/** An app's endpoint that records requests and answers with `status`; with 0 it never answers. */
async function endpoint(status: number, text = "") {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ headers: request.headers, body: await bodyOf(request) });
    if (status !== 0) response.writeHead(status).end(text);
  });
  return { posts, url: await eventsAt(server) };
}

const typed = z.object({ type: z.string() });
const triggered = z.object({ trigger_id: z.string() });

/** A card and an open form for alice, of an app that acknowledges everything. */
async function withForm({ slack, web }: Pick<Acme, "slack" | "web">, app: { posts: Post[] }) {
  const alice = slack.as("UALICE");
  await web.chat.postMessage({ channel: "COPEN", text: "card", blocks: [approve] });
  const [card] = alice.messages("COPEN");
  await alice.types("CGENERAL", "/impersonate");
  const fields = Object.fromEntries(new URLSearchParams(app.posts.at(-1)?.body));
  await web.views.open({
    trigger_id: triggered.parse(fields).trigger_id,
    view: { type: "modal", title: plain("Ask"), submit: plain("Send"), blocks: [] },
  });
  const form = alice.modal();
  if (card === undefined || form === undefined) throw new Error("no card or no form");
  await alice.clicks(card, "Approve");
  return { alice, card, form };
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

test("a click and a form come as one form field, payload, in JSON", async () => {
  const { slack, web } = await acme();
  const app = await endpoint(200);
  slack.deliverTo(app.url);
  const { alice, form } = await withForm({ slack, web }, app);
  await alice.submits(form);
  const types = app.posts.slice(1).map(({ headers, body }) => {
    expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
    const fields = new URLSearchParams(body);
    expect([...fields.keys()]).toEqual(["payload"]);
    return typed.parse(JSON.parse(fields.get("payload") ?? "")).type;
  });
  expect(types).toEqual(["block_actions", "view_submission"]);
});

test.each([
  [200, "Here is help", "acknowledged"],
  [401, "", "dispatch_failed"],
  [404, "", "dispatch_failed"],
  [500, "", "dispatch_failed"],
])("an endpoint that answers a command with %d %j: the person sees %s", async (status, text, kind) => {
  const { slack } = await acme();
  slack.deliverTo((await endpoint(status, text)).url);
  const alice = slack.as("UALICE");
  expect(await alice.types("CGENERAL", "/impersonate help")).toMatchObject({ kind });
  expect(alice.messages("CGENERAL").map((message) => message.text)).toEqual(text === "" ? [] : [text]);
});

test.each([
  ["nobody listens", "dispatch_failed"],
  ["three seconds without an answer", "operation_timeout"],
])("where there is %s, a command failed with %s", async (what, kind) => {
  const { slack, clock } = await acme();
  const app = await endpoint(0);
  slack.deliverTo(what === "nobody listens" ? "http://127.0.0.1:9/slack/events" : app.url);
  const alice = slack.as("UALICE");
  const outcome = alice.types("CGENERAL", "/impersonate help");
  if (kind === "operation_timeout") {
    await slack.until("the app has it", () => app.posts.length === 1);
    clock.advance(3_000);
  }
  expect(await outcome).toMatchObject({ kind });
});

test.each([500, 0])("an endpoint that answers with %d (0: not at all) leaves a triangle and a form", async (status) => {
  const { slack, web, clock } = await acme();
  const app = await endpoint(200);
  slack.deliverTo(app.url);
  const { alice, card, form } = await withForm({ slack, web }, app);
  const bad = await endpoint(status);
  slack.deliverTo(bad.url);
  const outcomes = [alice.clicks(card, "Approve"), alice.submits(form)];
  await slack.until("the app has both", () => bad.posts.length === 2);
  if (status === 0) clock.advance(3_000);
  expect(await Promise.all(outcomes)).toMatchObject([{ kind: "warning_triangle" }, { kind: "trouble_connecting" }]);
  expect(alice.modals()).toHaveLength(1);
});

test("a form's answer is the body of the response", async () => {
  const { slack, web } = await acme();
  const app = await endpoint(200);
  slack.deliverTo(app.url);
  const { alice, form } = await withForm({ slack, web }, app);
  slack.deliverTo((await endpoint(200, JSON.stringify({ response_action: "clear" }))).url);
  expect(await alice.submits(form)).toMatchObject({ kind: "acknowledged", form: "cleared" });
});
