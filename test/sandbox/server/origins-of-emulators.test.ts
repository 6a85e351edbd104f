// Other web pages reach neither the emulated Slack nor the emulated Clerk, even with the right token or key.
import { expect, test } from "vitest";
import { z } from "zod";
import { landingPath } from "../../../src/sandbox/clerk/landing.js";
import { byLink, foreignOrigins, ownOrigins } from "./origin-headers.js";
import { openPage } from "./page-client.js";
import { answerTo, type RawRequest, statusOf } from "./raw-http.js";
import { changesNothing } from "./unchanged.js";

const page = await openPage("in this process");
const slackPort = Number(new URL(page.slack.url).port);
const clerkPort = Number(new URL(page.clerk.url).port);

const opened = z.object({ ok: z.literal(true), url: z.string() });

function webApi(method: string, token: string): RawRequest {
  return {
    method: "POST",
    path: `/api/${method}`,
    headers: { authorization: `Bearer ${token}`, "content-length": "0" },
  };
}

function backendApi(method: string, path: string): RawRequest {
  return { method, path: `/v1/${path}`, headers: { authorization: `Bearer ${page.clerk.secretKey}` } };
}

/** Path and query of a single-use WebSocket URL. */
async function socketPath(): Promise<string> {
  const { text } = await answerTo(slackPort, webApi("apps.connections.open", page.slack.appToken));
  const { pathname, search } = new URL(opened.parse(JSON.parse(text)).url);
  return `${pathname}${search}`;
}

const handshake = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

test.each(foreignOrigins)("Slack's Web API is closed to $who", async ({ headers }) => {
  const post = webApi("auth.test", page.slack.botToken);
  const calls = page.slack.calls.length;
  const { status, text } = await answerTo(slackPort, { ...post, headers: { ...post.headers, ...headers(slackPort) } });
  expect(status).toBe(403);
  expect(text).toMatch(/business here|^This is/);
  expect(page.slack.calls).toHaveLength(calls);
});

test.each(ownOrigins)("Slack's Web API is open to $who", async ({ headers }) => {
  const post = webApi("auth.test", page.slack.botToken);
  const { text } = await answerTo(slackPort, { ...post, headers: { ...post.headers, ...headers(slackPort) } });
  expect(JSON.parse(text)).toMatchObject({ ok: true, user: "understudy" });
});

test.each(foreignOrigins)("$who cannot open a WebSocket to Slack, and the ticket stays valid", async ({ headers }) => {
  const before = page.slack.sockets.open;
  const path = await socketPath();
  expect(await statusOf(slackPort, { path, headers: { ...handshake, ...headers(slackPort) } })).toBe(403);
  const own = { ...handshake, host: `127.0.0.1:${slackPort}` };
  expect(await statusOf(slackPort, { path, headers: own })).toBe(101);
  await page.slack.until("it is closed again", () => page.slack.sockets.open === before);
});

const clerkRoutes = [
  backendApi("GET", "users"),
  backendApi("GET", "sessions?user_id=user_2bob"),
  {
    ...backendApi("POST", "actor_tokens"),
    body: JSON.stringify({ user_id: "user_2bob", actor: { sub: "user_2eve" } }),
  },
].map((raw) => ({ ...raw, route: `${raw.method} ${raw.path}` }));

test.each(foreignOrigins.flatMap(({ who, headers }) => clerkRoutes.map((raw) => ({ ...raw, who, strange: headers }))))(
  "Clerk's $route is closed to $who",
  async ({ strange, headers, ...raw }) => {
    const { status, text } = await changesNothing(page, () =>
      answerTo(clerkPort, { ...raw, headers: { ...headers, ...strange(clerkPort) } }),
    );
    expect(status).toBe(403);
    expect(text).not.toContain("customer.example");
  },
);

test.each(ownOrigins)("Clerk's users are open to $who with the key", async ({ headers }) => {
  const get = backendApi("GET", "users");
  const { text } = await answerTo(clerkPort, { ...get, headers: { ...get.headers, ...headers(clerkPort) } });
  expect(text).toContain("bob@customer.example");
});

test.each(foreignOrigins)("the page that a sign-in link leads to is closed to $who", async ({ headers }) => {
  const path = `${landingPath}?ticket=secret`;
  const { status, text } = await answerTo(clerkPort, { path, headers: headers(clerkPort) });
  expect([status, text.includes("secret")]).toEqual([403, false]);
});

test("a link elsewhere leads to Clerk's page for it, and from there to the product's sign-in page", async () => {
  const path = `${landingPath}?ticket=abc`;
  const { status, headers } = await answerTo(clerkPort, { path, headers: byLink(clerkPort) });
  expect([status, headers.location]).toEqual([
    303,
    `${page.url}/product/sign-in?__clerk_ticket=abc&__clerk_status=sign_in`,
  ]);
});

test.each([
  { method: "POST", path: landingPath },
  { method: "GET", path: "/v1/users" },
  { method: "GET", path: `${landingPath}/` },
])("a link or form elsewhere does not lead to Clerk's $method $path", async (raw) => {
  expect(await statusOf(clerkPort, { ...raw, headers: byLink(clerkPort) })).toBe(403);
});

test("a link elsewhere does not lead to Slack's Web API", async () => {
  expect(await statusOf(slackPort, { path: "/api/auth.test", headers: byLink(slackPort) })).toBe(403);
});
