// Malformed requests: each gets a 4xx and a sentence, and changes nothing.
import { expect, test } from "vitest";
import { actions, refused } from "../../../src/sandbox/contract/actions.js";
import { openPage } from "./page-client.js";
import { answerTo, jsonRequest, type RawRequest } from "./raw-http.js";
import { changesNothing } from "./unchanged.js";
import { actionNames, validInputs } from "./valid-inputs.js";

const page = await openPage("in this process");

const optional = ["faults.clerk", "faults.slack"];

const flaws = actionNames.flatMap((name) => {
  const input: Readonly<Record<string, unknown>> = validInputs[name];
  const flawed = (flaw: string, body: unknown) => ({ name, flaw, body });
  return [
    flawed("something more", { ...input, more: 1 }),
    flawed("a list", [input]),
    flawed("a text", "hello"),
    flawed("null", null),
    ...Object.keys(input).flatMap((field) => {
      const { [field]: _, ...rest } = input;
      const without = optional.includes(`${name}.${field}`) ? [] : [flawed(`no ${field}`, rest)];
      return [
        ...without,
        flawed(`${field}: null`, { ...input, [field]: null }),
        flawed(`${field}: a list`, { ...input, [field]: [] }),
        flawed(`${field}: a text too long`, { ...input, [field]: "x".repeat(12_001) }),
      ];
    }),
  ];
});

async function refusal(raw: RawRequest) {
  const { status, text } = await changesNothing(page, () =>
    answerTo(page.port, { ...raw, headers: { host: `127.0.0.1:${page.port}`, ...raw.headers } }),
  );
  return { status, sentence: refused.parse(JSON.parse(text)).error };
}

test.each(actionNames)("the input that the tables alter is valid for %s", (name) => {
  expect(actions[name].input.safeParse(validInputs[name]).success).toBe(true);
});

test.each(flaws)("$name with $flaw is refused", async ({ name, body }) => {
  const { status, sentence } = await refusal(jsonRequest(`/api/${name}`, JSON.stringify(body)));
  expect(status).toBe(400);
  expect(sentence).toMatch(/^[\w. ]+: \w.*\w/s);
});

test.each([
  ["advance", { ms: 0 }, /^ms: /],
  ["advance", { ms: 1.5 }, /^ms: /],
  ["advance", { ms: 604_800_001 }, /^ms: /],
  ["advance", { ms: "1000" }, /^ms: /],
  ["faults", { clerk: "earthquake" }, /^clerk: /],
  ["bot", { what: "dance" }, /^what: /],
  ["sockets", { what: "" }, /^what: /],
  ["type", { ...validInputs.type, line: "" }, /^line: /],
  ["press", { ...validInputs.press, place: { channel: "C1" } }, /^place: /],
  ["press", { ...validInputs.press, place: { channel: "C1", ts: "1", viewId: "V1" } }, /^place: /],
  ["submit", { ...validInputs.submit, values: { reason: 5 } }, /^values\.reason: /],
  ["search", { ...validInputs.search, query: "x".repeat(1_001) }, /^query: /],
])("%s of %j is refused, and the sentence says which field it was", async (name, body, words) => {
  const { status, sentence } = await refusal(jsonRequest(`/api/${name}`, body));
  expect(status).toBe(400);
  expect(sentence).toMatch(words);
});

const paths = [...actionNames.map((name) => `/api/${name}`), "/product/api/sign-in"];

test.each(paths)("%s with something that is not JSON is refused", async (path) => {
  expect(await refusal(jsonRequest(path, '{"as":'))).toEqual({
    status: 400,
    sentence: "The request is not valid JSON.",
  });
});

test.each(paths)("%s with nothing at all is refused", async (path) => {
  expect((await refusal(jsonRequest(path, ""))).status).toBe(400);
});

test.each(paths)("%s with a form, or with text that only looks like JSON, is refused", async (path) => {
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/jsonp", ""]) {
    const { status, sentence } = await refusal(jsonRequest(path, "{}", { "content-type": type }));
    expect([status, sentence], type).toEqual([415, "Send JSON, with content-type application/json."]);
  }
});

test.each(paths)("%s with a body of unknown length is refused", async (path) => {
  const inPieces = { method: "POST", path, headers: { "content-type": "application/json" }, body: "{}" };
  expect(await refusal({ ...inPieces, headers: { ...inPieces.headers, "transfer-encoding": "chunked" } })).toEqual({
    status: 411,
    sentence: "The request needs a Content-Length.",
  });
});

test.each(paths)("%s with a body that is too long is refused", async (path) => {
  const { status, sentence } = await refusal(jsonRequest(path, JSON.stringify("x".repeat(300_000))));
  expect(status).toBe(413);
  expect(sentence).toContain("300000 bytes");
});

test.each(["dance", "toString", "__proto__", "Type", "type%00"])("there is no action called %s", async (name) => {
  expect((await refusal(jsonRequest(`/api/${name}`, {}))).status).toBe(404);
});

test.each(actionNames.flatMap((name) => ["GET", "PUT", "DELETE"].map((method) => [method, name] as const)))(
  "%s does not do what %s does",
  async (method, name) => {
    expect(await refusal({ method, path: `/api/${name}` })).toEqual({
      status: 405,
      sentence: "Use POST for actions.",
    });
  },
);

test.each(["/nowhere", "/product/api/nowhere", "/assets/../../server/server.js"])("%s does not exist", async (path) => {
  expect((await refusal({ path })).status).toBe(404);
});
