// Writing an ordinary message: how Slack stores it, and where nobody can write.
import { expect, onTestFinished, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { InvalidAction } from "../../../src/sandbox/invalid-action.js";
import { Sandbox } from "../../../src/sandbox/sandbox.js";

async function open() {
  const sandbox = await Sandbox.open();
  onTestFinished(() => sandbox.close());
  return sandbox.slack;
}

test("a message is shown to everybody in the conversation, with its author", async () => {
  const slack = await open();
  slack.as(ids.alice).says(ids.general, "good morning");
  for (const id of [ids.alice, ids.carol, ids.gus]) {
    expect(slack.as(id).messages(ids.general)).toMatchObject([{ user: ids.alice, text: "good morning", blocks: [] }]);
  }
});

test.each([
  ["a person's mention", "@carol look", "<@U0CAROL> look"],
  ["a word that is nobody's name", "@nobody look", "@nobody look"],
  ["a web address", "see https://acme.example/a?b=1&c=2.", "see <https://acme.example/a?b=1&amp;c=2>."],
  ["an email", "write to bob@customer.example", "write to <mailto:bob@customer.example|bob@customer.example>"],
  ["what means something to Slack", "1 < 2 && <!channel>", "1 &lt; 2 &amp;&amp; &lt;!channel&gt;"],
  ["a mention spelled out", "<@U0CAROL>", "&lt;@U0CAROL&gt;"],
])("%s is stored as Slack stores it", async (_, typed, kept) => {
  const slack = await open();
  slack.as(ids.alice).says(ids.general, typed);
  expect(slack.as(ids.alice).messages(ids.general).at(-1)?.text).toBe(kept);
});

test("a blank message is refused", async () => {
  const slack = await open();
  expect(() => slack.as(ids.alice).says(ids.general, " \n\t ")).toThrow(InvalidAction);
  expect(slack.messages).toEqual([]);
});

test.each([
  ["where they are no member", ids.eve, ids.approvals, /eve is not in impersonation-approvals/],
  ["where there is no channel", ids.alice, "C0NOWHERE", /no channel C0NOWHERE/],
] as const)("nobody can write %s", async (_, who, channel, words) => {
  const slack = await open();
  expect(() => slack.as(who).says(channel, "hello")).toThrow(words);
});

test("nobody can write in an archived channel", async () => {
  const slack = await open();
  slack.updateChannel(ids.general, { isArchived: true });
  expect(() => slack.as(ids.alice).says(ids.general, "hello")).toThrow(/general is archived/);
});

test("a deactivated person cannot write", async () => {
  const slack = await open();
  slack.updatePerson(ids.alice, { deleted: true });
  expect(() => slack.as(ids.alice).says(ids.general, "hello")).toThrow(/alice is deactivated/);
});

test("nobody can write to the bot, whose manifest turned that off, but people can write to each other", async () => {
  const slack = await open();
  const toBot = slack.dmBetween(ids.alice, slack.bot.userId);
  expect(() => slack.as(ids.alice).says(toBot, "hello")).toThrow("Sending messages to this app has been turned off.");
  slack.as(ids.alice).says(slack.dmBetween(ids.alice, ids.carol), "hello");
  expect(slack.messages).toHaveLength(1);
});
