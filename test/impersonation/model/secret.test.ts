// A secret shows itself only where it is revealed by name.
import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../../src/impersonation/model/secret.js";

const hush = "neverToBeSeen";
const secret = new Secret(hush);
const holder = { link: secret, list: [secret], map: new Map([["link", secret]]) };

test("it is there when it is revealed", () => {
  expect(secret.reveal()).toBe(hush);
});

test.each<[string, () => unknown]>([
  ["a template", () => `${secret}`],
  ["a sum", () => `link: ${String(secret)}`],
  ["a number", () => Number(secret)],
  ["JSON", () => JSON.stringify(holder)],
  ["the inspector", () => inspect(secret)],
  [
    "the inspector at its most curious",
    () => inspect(holder, { depth: null, showHidden: true, getters: true, showProxy: true }),
  ],
  [
    "the inspector without custom words",
    () => inspect(holder, { customInspect: false, showHidden: true, depth: null }),
  ],
  ["a proxy", () => inspect(new Proxy(secret, {}), { showProxy: true, showHidden: true })],
  ["format %s", () => format("%s", secret)],
  ["format %o", () => format("%o", holder)],
  ["format %O", () => format("%O", holder)],
  ["format %j", () => format("%j", holder)],
  ["format %d", () => format("%d", secret)],
  ["an error's message", () => inspect(new Error(`no ${secret}`))],
  ["an error's cause", () => inspect(new Error("no", { cause: secret }), { showHidden: true, depth: null })],
  ["an error's field", () => inspect(Object.assign(new Error("no"), { secret }), { showHidden: true })],
  ["its entries", () => JSON.stringify(Object.entries(secret))],
  ["its own names", () => Reflect.ownKeys(secret).join()],
  ["a spread", () => inspect({ ...secret }, { showHidden: true })],
  ["a copy by assignment", () => inspect(Object.assign({}, secret), { showHidden: true })],
  ["a structured clone", () => inspect(structuredClone(secret), { showHidden: true })],
  ["a list joined", () => [secret, secret].join()],
  ["a query", () => new URLSearchParams({ link: String(secret) }).toString()],
])("%s does not show it", (_what, show) => {
  expect(String(show())).not.toContain(hush);
});
