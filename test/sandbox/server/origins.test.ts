// Other web pages can neither read from the page's server nor act there, by any route.
import { expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { refused } from "../../../src/sandbox/contract/actions.js";
import { byLink, foreignOrigins, ownOrigins } from "./origin-headers.js";
import { openPage } from "./page-client.js";
import { answerTo, jsonRequest, type RawRequest, statusOf } from "./raw-http.js";
import { changesNothing } from "./unchanged.js";
import { actionNames, validInputs } from "./valid-inputs.js";

const page = await openPage("in this process");

const pages: readonly RawRequest[] = ["/", "/product", "/product/sign-in", "/assets/main.js", "/favicon.svg"].map(
  (path) => ({ path }),
);
const streams: readonly RawRequest[] = [{ path: `/api/stream?as=${ids.alice}` }, { path: "/product/api/stream" }];
const actions: readonly RawRequest[] = [
  ...actionNames.map((name) => jsonRequest(`/api/${name}`, validInputs[name])),
  jsonRequest("/product/api/sign-in", { ticket: "ticket" }),
  { method: "POST", path: "/product/api/sign-out" },
];
const routes = [...pages, ...streams, ...actions].map((raw) => ({
  ...raw,
  route: `${raw.method ?? "GET"} ${raw.path}`,
}));

test.each(foreignOrigins.flatMap(({ who, headers }) => routes.map((raw) => ({ ...raw, who, strange: headers }))))(
  "$route is closed to $who",
  async ({ strange, headers, ...raw }) => {
    const { status, text } = await changesNothing(page, () =>
      answerTo(page.port, { ...raw, headers: { ...headers, ...strange(page.port) } }),
    );
    expect(status).toBe(403);
    expect(refused.parse(JSON.parse(text)).error).toMatch(/^(This is 127\.0\.0\.1:\d+, not|Pages of) .*\.$/);
  },
);

test.each(
  ownOrigins.flatMap(({ who, headers }) => [...pages, ...streams].map((raw) => ({ ...raw, who, ours: headers }))),
)("$path is open to $who", async ({ ours, who: _, ...raw }) => {
  expect(await statusOf(page.port, { ...raw, headers: ours(page.port) })).not.toBe(403);
});

test.each(ownOrigins)("$who can post a message", async ({ headers, who }) => {
  const input = { ...validInputs.type, line: `from ${who}` };
  expect(await statusOf(page.port, jsonRequest("/api/type", input, headers(page.port)))).toBe(200);
  expect(page.slack.as(ids.eve).messages(ids.general).at(-1)?.text).toBe(`from ${who}`);
});

test.each(pages)("a link on another site leads to $path", async ({ path }) => {
  expect(await statusOf(page.port, { path, headers: byLink(page.port) })).not.toBe(403);
});

test.each(streams)("no link on another site leads to $path", async ({ path }) => {
  expect(await statusOf(page.port, { path, headers: byLink(page.port) })).toBe(403);
});

test.each(actions)("no form on another site leads to $path", async ({ headers, ...raw }) => {
  const answer = await changesNothing(page, () =>
    answerTo(page.port, { ...raw, headers: { ...headers, ...byLink(page.port) } }),
  );
  expect(answer.status).toBe(403);
});

test("no form on another site is posted to the product's sign-in page", async () => {
  const post = { method: "POST", path: "/product/sign-in", headers: byLink(page.port) };
  expect(await statusOf(page.port, post)).toBe(403);
});

test("the page cannot be framed, nor can another page read its answers", async () => {
  const { headers } = await answerTo(page.port, { path: "/", headers: { host: `127.0.0.1:${page.port}` } });
  expect(headers["x-frame-options"]).toBe("DENY");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  expect(headers["access-control-allow-origin"]).toBeUndefined();
});
