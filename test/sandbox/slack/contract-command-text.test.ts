// How a typed command reaches the app, with should_escape and without.
import { describe, expect, test } from "vitest";
import { type AcmeOptions, acme, connect } from "./acme.js";

async function textOf(typed: string, options: AcmeOptions = {}): Promise<string | undefined> {
  const { slack } = await acme(options);
  const app = await connect(slack);
  await slack.as("UALICE").types("CGENERAL", `/impersonate ${typed}`);
  return app.last().text;
}

describe("escaped", () => {
  test.each([
    ["a person", "@carol", "<@UCAROL|carol>"],
    ["a person in the middle", "see @carol, please", "see <@UCAROL|carol>, please"],
    ["nobody's name", "@nobody", "@nobody"],
    ["a channel", "#general", "<#CGENERAL|general>"],
    ["a private channel, by id only", "#approvals", "<#CCARDS|>"],
    ["an email", "bob@customer.example", "<mailto:bob@customer.example|bob@customer.example>"],
    ["an address", "https://x.example/a?b=1&c=2", "<https://x.example/a?b=1&amp;c=2>"],
    ["a bare domain", "clerk.com", "<http://clerk.com|clerk.com>"],
    ["a user group", "@managers", "<!subteam^SMANAGERS|@managers>"],
    ["markup", "a < b & c > d", "a &lt; b &amp; c &gt; d"],
    ["a typed mention of somebody by id", "<@UCAROL>", "&lt;@UCAROL&gt;"],
  ])("%s", async (_what, typed, sent) => {
    expect(await textOf(typed)).toBe(sent);
  });

  test("a person without the label, as Slack documents it", async () => {
    expect(await textOf("@carol", { mentionLabels: false })).toBe("<@UCAROL>");
  });
});

test("without should_escape the text is what was typed", async () => {
  expect(await textOf("@carol <b> & bob@customer.example", { shouldEscape: false })).toBe(
    "@carol <b> & bob@customer.example",
  );
});
