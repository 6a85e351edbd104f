// docs/messages.md shows every kind of message, and every state that a request can be in.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { statuses } from "../src/impersonation/model/lifecycle.js";
import { messageKinds } from "../src/impersonation/model/message.js";
import { closings } from "../src/impersonation/model/request.js";
import { stateOf } from "../src/slack/messages/words/state.js";
import { scenes } from "./pictures/catalogue.js";
import { caption } from "./pictures/document.js";
import { oddRequest } from "./resilience/odd-request.js";

const docs = resolve(import.meta.dirname, "../docs");
const page = readFileSync(join(docs, "messages.md"), "utf8");

const shown = scenes.flatMap((scene) => ("shows" in scene ? [scene.shows] : []));

test("it has the title, the sentence and the pictures of each scene, and no others", () => {
  const missing = scenes.filter((scene) => !page.includes(`${caption(scene)}\n\n`));
  expect(missing.map(({ name }) => name)).toEqual([]);
  const pictures = scenes.flatMap(({ name, dark, phone }) => [
    `${name}.png`,
    ...(dark ? [`${name}-dark.png`] : []),
    ...(phone ? [`${name}-phone.png`] : []),
  ]);
  expect([...page.matchAll(/"messages\/([^"]+)"/g)].map(([, file]) => file).toSorted()).toEqual(pictures.toSorted());
  expect(readdirSync(join(docs, "messages")).toSorted()).toEqual(pictures.toSorted());
});

test("each kind of message is there", () => {
  const kinds = new Set(shown.map(({ kind }) => kind));
  expect(messageKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
});

test("the card is there in each status", () => {
  const onCards = new Set(shown.filter(({ kind }) => kind === "card").map(({ status }) => status));
  expect(statuses.filter((status) => !onCards.has(status))).toEqual([]);
});

test("each way in which a request is closed is there", () => {
  const ways = new Set(shown.map(({ closing }) => closing));
  expect(closings.filter((closing) => !ways.has(closing))).toEqual([]);
});

test("each state that a message can name is to be read there", () => {
  const words = new Set(fc.sample(oddRequest, { numRuns: 2_000, seed: 1 }).map((request) => stateOf(request).words));
  expect([...words].filter((each) => !page.includes(each))).toEqual([]);
});
