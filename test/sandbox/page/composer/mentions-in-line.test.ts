// Which words of a line the composer marks as mentions.
import { expect, test } from "vitest";
import { mentionsIn } from "../../../../src/sandbox/page/composer/completion.js";
import { acme } from "./acme.js";

const marked = (line: string) => mentionsIn(line, acme).flatMap(({ piece, mention }) => (mention ? [piece] : []));

test.each([
  ["@carol", ["@carol"]],
  ["ask @carol and @alice", ["@carol", "@alice"]],
  ["ask @managers", ["@managers"]],
  ["@bob.brown", ["@bob.brown"]],
  ["is it (@carol)?", ["@carol"]],
  ["@carol, @alice.", ["@carol", "@alice"]],
  ["@carol's", ["@carol"]],
  ["ask\n@carol", ["@carol"]],
  ["/impersonate @bob.brown for @eve", ["@bob.brown", "@eve"]],
])("a person or group that is known is marked in %j", (line, mentions) => {
  expect(marked(line)).toEqual(mentions);
});

test.each([
  ["the name of nobody", "@nosuch"],
  ["a longer name", "@carolina"],
  ["a shorter name", "@caro"],
  ["a name with a dot that is not known", "@carol.chen"],
  ["a name in full", "@Carol Chen"],
  ["an email", "bob@carol"],
  ["a second @", "@@carolina"],
  ["an @ alone", "@ carol"],
  ["what every object has", "@__proto__ @constructor"],
  ["a broadcast", "@here"],
  ["a name without an @", "carol"],
  ["an empty line", ""],
])("%s is not marked: %j", (_what, line) => {
  expect(marked(line)).toEqual([]);
});

test.each(["", "@carol", "ask @carol, @nosuch and a@b.example.", "@@@ @", "\n@alice\n", "@".repeat(200_000)])(
  "the pieces together are the line",
  (line) => {
    const pieces = mentionsIn(line, acme).map(({ piece }) => piece);
    expect(pieces.join("")).toBe(line);
  },
);
