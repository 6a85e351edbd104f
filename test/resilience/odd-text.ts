// Text as nobody should type it: markup, controls, halves of characters, names of prototypes, far too much of it.
import fc from "fast-check";

/** What Slack would act on, were it not escaped. */
const markup = [
  "<!channel>",
  "<!here|x>",
  "<!everyone>",
  "<!subteam^S0MANAGERS>",
  "<@U0DAVE>",
  "<@U0DAVE|carol>",
  "<#C0APPROVALS|>",
  "<http://evil.example|Approve>",
  "<https://evil.example>",
  "<mailto:eve@evil.example|bob@customer.example>",
  "<!date^0^{date}^http://evil.example|x>",
  "https://evil.example/?a=1&b=2",
  "javascript://%0aalert(1)",
  "://://",
  "@channel",
  "*bold*",
  "_it_ ~no~",
  "`code` ```block```",
  "> quote",
  ":smile:",
  "&lt;!channel&gt;",
  "&amp;lt;",
  "&",
  "<",
  ">",
  "|",
  "<<@U0DAVE>>",
  "<@",
  "eve@evil.example",
] as const;

const unseen = [
  "\u0000",
  "\u0007",
  "\u001b[31m",
  "\r\n",
  "\n\n\n\n",
  "\t",
  "\u0085",
  "\u00a0",
  "\u00ad",
  "\u061c",
  "\u200b",
  "\u200d",
  "\u200f",
  "\u2028",
  "\u2029",
  "\u202e",
  "\u2066",
  "\u2069",
  "\ufeff",
  "\ufffe",
  "\u{e0041}",
  "\ud800",
  "\udc00",
  "\udbff\udbff",
] as const;

const names = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "true",
  "-1",
  "0",
  "9".repeat(30),
  "1e309",
  "req_",
  "for",
  "for 45m",
  "help",
  "'; drop table request; --",
  "../../v1/users",
  "%00",
  "%3Cscript%3E",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "Zoë 山田",
  "👩🏽‍🚀",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "z̷̢̛a̴l̸g̵o̶",
  "مرحبا",
  "ﷺ",
] as const;

/** Code points, halves of characters left out. Its own, because fast-check's makes a table of all 1,112,064 first. */
const codePoint = fc.integer({ min: 0, max: 0x10ffff - 0x800 }).map(
  (nth) => String.fromCodePoint(nth < 0xd800 ? nth : nth + 0x800),
  (text) => {
    const point = typeof text === "string" ? text.codePointAt(0) : undefined;
    if (point === undefined || text !== String.fromCodePoint(point)) throw new Error("not one code point");
    if (point >= 0xd800 && point < 0xe000) throw new Error("half a character");
    return point < 0xd800 ? point : point - 0x800;
  },
);

const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...markup), weight: 4 },
  { arbitrary: fc.constantFrom(...unseen), weight: 3 },
  { arbitrary: fc.constantFrom(...names), weight: 3 },
  { arbitrary: fc.constantFrom(" ", "  ", "ticket 4821", "cannot see invoices", "a"), weight: 3 },
  { arbitrary: fc.string({ unit: codePoint, maxLength: 6 }), weight: 2 },
  { arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }), weight: 1 },
);

const short = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

/** Pieces of all kinds, mostly few, now and then a great many of one. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: short, weight: 32 },
  {
    arbitrary: fc
      .tuple(piece, fc.integer({ min: 2, max: 4_000 }))
      .map(([text, times]) => text.repeat(times).slice(0, 6_000)),
    weight: 1,
  },
);

/** The same with at most `length` UTF-16 units, where Slack or Clerk keep anything longer out. */
export const oddTextUpTo = (length: number): fc.Arbitrary<string> => oddText.map((text) => text.slice(0, length));

/** One that a person could mean. */
export const oddWho: fc.Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc.constantFrom("@bob", "bob@customer.example", "user_2bob", "@beth", "@dave", "<@U0DAVE|dave>"),
    weight: 3,
  },
  { arbitrary: oddText.map((text) => `@${text}`), weight: 1 },
  { arbitrary: oddText.map((text) => `${text}@customer.example`), weight: 1 },
  { arbitrary: oddText.map((text) => `user_${text}`), weight: 1 },
  { arbitrary: oddText.map((text) => `<@${text}>`), weight: 1 },
  { arbitrary: oddText.map((text) => `<mailto:${text}|bob@customer.example>`), weight: 1 },
  { arbitrary: oddText, weight: 2 },
);

const oddDuration: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "",
    "for 45m",
    "for 2h",
    "for 0m",
    "for -5m",
    "for 999999h",
    "for 1.5h",
    "for",
    "FOR 9s",
    "for 3h",
  ),
  oddText.map((text) => `for ${text}`),
  fc.tuple(fc.integer(), fc.constantFrom("s", "m", "h", "d", "")).map(([count, unit]) => `for ${count}${unit}`),
);

/** What may stand behind /impersonate. */
export const oddCommand: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.tuple(oddWho, oddDuration, oddText).map((parts) => parts.join(" ")), weight: 6 },
  { arbitrary: fc.tuple(oddWho, oddText).map((parts) => parts.join(" ")), weight: 3 },
  { arbitrary: oddText, weight: 2 },
  { arbitrary: fc.constantFrom("", "help", "HELP ", "?", "<", ">", "<>", "@bob", "@bob for 45m"), weight: 1 },
);
