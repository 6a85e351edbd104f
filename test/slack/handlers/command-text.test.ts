import { expect, test } from "vitest";
import { parseCommand } from "../../../src/slack/handlers/command-text.js";

const minute = 60_000;
const unreadable = (typed: string) => ({ kind: "unreadable", typed });
const mailto = (address: string) => `<mailto:${address}|${address}>`;

test.each([
  ["a mention with its name", "<@U0BOB|bob>", { kind: "slack", userId: "U0BOB" }],
  ["a mention alone", "<@W0BOB>", { kind: "slack", userId: "W0BOB" }],
  ["a mention in quotes", "“<@U0BOB|bob>”", { kind: "slack", userId: "U0BOB" }],
  ["a mention behind a mark that nobody sees", "\u200b<@U0BOB|bob>", { kind: "slack", userId: "U0BOB" }],
  ["an email", mailto("bob@x.example"), { kind: "email", email: "bob@x.example" }],
  ["an email in quotes", `"${mailto("bob@x.example")}"`, { kind: "email", email: "bob@x.example" }],
  ["an email in angle brackets", `&lt;${mailto("bob@x.example")}&gt;`, { kind: "email", email: "bob@x.example" }],
  [
    "an email with a name, as mail programs copy it",
    `Bob Brown &lt;${mailto("bob@x.example")}&gt;`,
    { kind: "email", email: "bob@x.example" },
  ],
  [
    "an email with a name in quotes",
    `"Brown, Bob" &lt;${mailto("bob@x.example")}&gt;`,
    { kind: "email", email: "bob@x.example" },
  ],
  ["an email as code", `\`${mailto("bob@x.example")}\``, { kind: "email", email: "bob@x.example" }],
  ["an email that Slack does not know for one", "root@müller.example", { kind: "email", email: "root@müller.example" }],
  ["an email with an ampersand", "b&amp;b@x.example", { kind: "email", email: "b&b@x.example" }],
  [
    "a page of the Clerk Dashboard",
    "<https://dashboard.clerk.com/apps/app_2x/instances/ins_2y/users/user_2bob>",
    { kind: "clerk", userId: "user_2bob" },
  ],
])("%s says who is meant, and nothing of it stays in the reason", (_what, typed, who) => {
  for (const between of [" ", ", ", ": ", " – ", "  "]) {
    expect(parseCommand(`${typed}${between}cannot see invoices`)).toEqual({
      who,
      sessionMs: undefined,
      reason: "cannot see invoices",
    });
  }
});

test.each([
  ["Eve, Bob Brown &lt;bob@x.example&gt; ticket", "Eve,"],
  ["Carol Smith, Bob Brown &lt;bob@x.example&gt; ticket", "Carol"],
  ["ticket for Bob &lt;bob@x.example&gt;", "ticket"],
])("%s names nobody: no word in front of an address vanishes", (typed, first) => {
  expect(parseCommand(typed)).toMatchObject({ who: unreadable(first) });
});

test("no text takes long to read", () => {
  const startedAt = performance.now();
  for (const text of [
    `${"A".repeat(600)}1&lt;a@b.example&gt; x`,
    `${"A".repeat(70)}1 &lt;a@b.example&gt; x`,
    `${"Aa ".repeat(25)}1&lt;a@b.example&gt; x`,
    `<@U1> ${"been ".repeat(4_000)}, x for 45m`,
    `<@U1> ${"for 1 hour and ".repeat(2_000)}`,
    `${"eyJ".repeat(10_000)} x`,
  ]) {
    parseCommand(text);
  }
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test("an email is where it leads, not what its label says", () => {
  expect(parseCommand("<mailto:eve@x.example|bob@x.example> why")).toMatchObject({
    who: { kind: "email", email: "eve@x.example" },
  });
});

test.each([
  ["a channel", "<#C1|general>", "#general"],
  ["a user group", "<!subteam^S1|@managers>", "@managers"],
  ["everybody here", "<!here>", "@here"],
  ["a mention of no id", "<@bob>", "@bob"],
  ["an empty mention", "<@>", "@"],
  ["an id that is none of Slack's", `<@U${"1".repeat(300)}>`, `@U${"1".repeat(300)}`],
])("%s is nobody, also not a user who is called like it", (_what, typed, text) => {
  expect(parseCommand(`${typed} why`)).toEqual({ who: unreadable(text), sessionMs: undefined, reason: "why" });
});

test("an apostrophe behind a mention belongs to the reason", () => {
  expect(parseCommand("<@U1|bob>’s invoices are missing")).toMatchObject({ reason: "’s invoices are missing" });
});

test.each([
  ["45m", 45],
  ["45M", 45],
  ["45min", 45],
  ["45 min", 45],
  ["45 minutes", 45],
  ["45 Minutes", 45],
  ["90 mins", 90],
  ["1h30m", 90],
  ["1h 30m", 90],
  ["1h30", 90],
  ["1H30M", 90],
  ["1.5h", 90],
  ["1,5h", 90],
  ["1½ hours", 90],
  ["1 hour", 60],
  ["1 hr", 60],
  ["2hrs", 120],
  ["one hour", 60],
  ["an hour", 60],
  ["An Hour", 60],
  ["half an hour", 30],
  ["half hour", 30],
  ["a quarter of an hour", 15],
  ["an hour and a half", 90],
  ["two and a half hours", 150],
  ["1 hour and 30 minutes", 90],
  ["1 hour, 30 minutes", 90],
  ["thirty minutes", 30],
  ["“45m”", 45],
  ['"45 minutes"', 45],
  ["`45m`", 45],
  ["(45m)", 45],
])("%s is read right behind the user, with and without for, and at the end behind for", (typed, minutes) => {
  const read = { who: { kind: "slack", userId: "U1" }, sessionMs: minutes * minute, reason: "ticket 2" };
  for (const text of [
    `${typed} ticket 2`,
    `${typed}, ticket 2`,
    `${typed}: ticket 2`,
    `for ${typed} ticket 2`,
    `FOR ${typed}, ticket 2`,
    `for  ${typed} – ticket 2`,
    `ticket 2 for ${typed}`,
    `ticket 2, for ${typed}.`,
    `ticket 2 (for ${typed})`,
  ]) {
    expect(parseCommand(`<@U1|bob> ${text}`), text).toEqual({ ...read, unsplit: text });
  }
});

test.each([
  "for the invoices",
  "for 3 weeks the invoices are missing",
  "for 2 days now nothing works",
  "for 2 hours now nothing works",
  "1 hour ago the invoices vanished",
  "24 hours later the invoice is missing",
  "5 minutes after login he sees nothing",
  "10 minutes into a call it drops",
  "15 min timeout on export",
  "for 5-minute timeouts on export",
  "site has been down for 2 hours",
  "charged for 2 hours",
  "cannot log in for 2 hours",
  "not loading for 90 minutes",
  "for \u017fix minutes nothing loads",
  "dashboard was down for 2 hours",
  "could not log in for an hour",
  "2h outage yesterday",
  "the export takes about a minute, then hangs for 10 minutes",
  "30 minutes late every day",
  "for a second time he sees nothing",
  "404s on the invoices",
  "500s all day",
  "forever waiting",
  "for45m",
  "45mm lens",
  "3 months of invoices are missing",
  "2 invoices are missing",
  "for 2 invoices that are missing",
  "4 8 15",
  "for 4 8",
  "looking for 3 invoices",
  "asked for 5 more",
  "for m",
  "hours of work are lost",
  "an hourly job fails",
  "1h/day is missing",
  "2 hours of data are missing",
  "for 2 hours of data nothing is shown",
  "5-minute timeout on login",
  "30 second timeouts on the export",
  "2 hour delay in emails",
  "two second delay",
  "spinner shows for 30s",
  "302s in a loop",
  "errors for 500s",
  "for 2nd invoice missing",
  "for 2FA reset",
  "for 5xx errors",
  "for 10k rows",
  "for 45x ticket",
  "for 3 minor issues",
  "30 minutes ago it worked",
  "cannot see invoices for 45m (ticket 4821, customer called twice)",
  "check billing for 30 minutes [ACME-12]",
  ":fire: invoices gone",
  "1,000 minutes are missing",
])("%j is a reason, all of it", (reason) => {
  expect(parseCommand(`<@U1> ${reason}`)).toEqual({
    who: { kind: "slack", userId: "U1" },
    sessionMs: undefined,
    reason,
  });
});

test.each([
  ["for 9h the invoices", 540 * minute, "the invoices"],
  ["the invoices for 9h", 540 * minute, "the invoices"],
  ["for 0m ticket", 0, "ticket"],
  ["45m for the invoices", 45 * minute, "for the invoices"],
  ["1h, 30 minutes of video are missing", 60 * minute, "30 minutes of video are missing"],
  ["invoices are missing for 45m", 45 * minute, "invoices are missing"],
  ["ticket 1 for at most 20m", 20 * minute, "ticket 1"],
  ["ticket 1 for about an hour", 60 * minute, "ticket 1"],
  ["45m he waits for 2 hours", 45 * minute, "he waits for 2 hours"],
  ["for 90s ticket", 90_000, "ticket"],
  ["for 30s ticket", 30_000, "ticket"],
  ["45m, 2 hours of invoices lost", 45 * minute, "2 hours of invoices lost"],
  ["45m and 1 minute timeouts", 45 * minute, "and 1 minute timeouts"],
  ["45m, 1 hour ago the invoice vanished", 45 * minute, "1 hour ago the invoice vanished"],
  ["45m now", 45 * minute, "now"],
  ["up to 45m ticket", 45 * minute, "ticket"],
  ["for ~45m ticket", 45 * minute, "ticket"],
  ["for about 2 hours, ticket", 120 * minute, "ticket"],
  ["\u200b45m\u200b ticket", 45 * minute, "ticket"],
  ["４５m ticket", 45 * minute, "ticket"],
])("%j asks for %d ms with the reason %j", (text, sessionMs, reason) => {
  expect(parseCommand(`<@U1> ${text}`)).toMatchObject({ sessionMs, reason });
});

test.each([
  ["for -5m ticket", "-5m", "ticket"],
  ["for +5m ticket", "+5m", "ticket"],
  ["for 1h3x, ticket", "1h3x", "ticket"],
  ["for 45 minuts ticket", "45 minuts", "ticket"],
  ["for 1 houre ticket", "1 houre", "ticket"],
  ["for 1:30 ticket", "1:30", "ticket"],
  ["for 5 mintues ticket", "5 mintues", "ticket"],
  ["for .5h ticket", ".5h", "ticket"],
  ["for 1/2 hour ticket", "1/2 hour", "ticket"],
  ["for 30-45 min ticket", "30-45 min", "ticket"],
  ["for 1.000 minutes ticket", "1.000 minutes", "ticket"],
  ["ticket for 45 minuts", "45 minuts", "ticket"],
])("%j has a duration that can't be read, and is not taken for another", (text, typed, reason) => {
  expect(parseCommand(`<@U1> ${text}`)).toMatchObject({ sessionMs: unreadable(typed), reason });
});

test.each([
  ["see &lt;b&gt; &amp; co", "see <b> & co"],
  ["&amp;lt;", "&lt;"],
  ["<@U2|carol> said so", "@carol said so"],
  ["<@U2> said so", "@U2 said so"],
  ["in <#C1|general> and <#C2|>", "in #general and #C2"],
  ["<!here> <!subteam^S1|@managers>", "@here @managers"],
  ["<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"],
  ["<http://x.example|x.example>", "http://x.example"],
  ["<mailto:a@x.example|a@x.example>", "a@x.example"],
  ["two\nlines", "two\nlines"],
])("the reason %j is kept as it was typed: %j", (typed, reason) => {
  expect(parseCommand(`<@U1> ${typed}`)).toMatchObject({ reason });
});

const bob = { kind: "slack", userId: "U1" };

test.each([
  ["", { who: unreadable(""), sessionMs: undefined, reason: "" }],
  ["   ", { who: unreadable(""), sessionMs: undefined, reason: "" }],
  ["<@U1>", { who: bob, sessionMs: undefined, reason: "" }],
  ["<@U1>,", { who: bob, sessionMs: undefined, reason: "" }],
  ["<@U1> for 45m", { who: bob, sessionMs: 45 * minute, reason: "", unsplit: "for 45m" }],
  ["<@U1> 45m", { who: bob, sessionMs: 45 * minute, reason: "", unsplit: "45m" }],
  ["<@U1> for", { who: bob, sessionMs: undefined, reason: "" }],
  ["bob", { who: unreadable("bob"), sessionMs: undefined, reason: "" }],
  ["<@U1|bob>ticket", { who: bob, sessionMs: undefined, reason: "ticket" }],
  [
    "  <@U1>   for 45m   ticket 4821 ",
    { who: bob, sessionMs: 45 * minute, reason: "ticket 4821", unsplit: "for 45m   ticket 4821" },
  ],
])("%j is read as far as it goes", (text, draft) => {
  expect(parseCommand(text)).toEqual(draft);
});
