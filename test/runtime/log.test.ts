import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { Secret } from "../../src/impersonation/model/secret.js";
import { createLog, type LogFields, type LogLevel } from "../../src/runtime/log.js";

const at = Date.UTC(2026, 10, 23, 14, 2);

function logged(message: string, fields?: LogFields, level: LogLevel = "debug"): string {
  const lines: string[] = [];
  createLog(level, { write: (line) => lines.push(line) }, () => at).info(message, fields);
  return lines.join("").replace("2026-11-23T14:02:00.000Z info ", "");
}

test("an entry is one line: time, level, message, fields", () => {
  const lines: string[] = [];
  createLog("info", { write: (line) => lines.push(line) }, () => at).warn("card posted", {
    request: "req_1",
    tries: 2,
  });
  expect(lines).toEqual(["2026-11-23T14:02:00.000Z warn card posted request=req_1 tries=2\n"]);
});

test.each<[LogLevel, string]>([
  ["debug", "dDiIwWeE"],
  ["info", "iIwWeE"],
  ["warn", "wWeE"],
  ["error", "eE"],
])("at level %s one hears of no less", (level, heard) => {
  const written: string[] = [];
  const log = createLog(level, { write: (line) => written.push(line.at(-3) ?? "", line.at(-2) ?? "") });
  log.debug("dD");
  log.info("iI");
  log.warn("wW");
  log.error("eE");
  expect(written.join("")).toBe(heard);
});

test.each<[unknown, string]>([
  ["plain", "x=plain"],
  ["two words", 'x="two words"'],
  ['say "hi"', 'x="say \\"hi\\""'],
  ["a=b", 'x="a=b"'],
  ["", 'x=""'],
  [7, "x=7"],
  [false, "x=false"],
  [null, "x=null"],
  [undefined, ""],
  [["a", 1], "x=a,1"],
  [new Secret("hush"), "x=[secret]"],
  [[new Secret("hush")], "x=[secret]"],
  [{ authorization: "hush" }, "x=[object]"],
  [new Error("boom", { cause: "hush" }), 'x="Error: boom"'],
  [new TypeError("boom"), 'x="TypeError: boom"'],
])("a field with the value %j", (value, printed) => {
  expect(logged("m", { x: value })).toBe(`m${printed && ` ${printed}`}\n`);
});

test("an error that throws when it is read does not cost the entry", () => {
  const unreadable = Object.defineProperty(new Error("boom"), "message", {
    get: () => {
      throw new Error("hush");
    },
  });
  expect(logged("m", { x: unreadable, y: 1 })).toBe("m x=[unprintable] y=1\n");
});

test("what looks like another entry stays within its own", () => {
  const forged = "a\n2026 error b\r\tc\u001b[31m\u2028d\u202ee";
  const escaped = "a\\n2026 error b\\r\\tc\\u{1b}[31m\\u{2028}d\\u{202e}e";
  expect(logged(forged, { x: forged })).toBe(`${escaped} x="${escaped}"\n`);
});

describe("what should never have been handed to the log", () => {
  test.each([
    ["a bot token", "xoxb-12-34-abCD"],
    ["a rotated token", "xoxe.xoxb-1-abCD"],
    ["a refresh token", "xoxe-1-abCD"],
    ["a person's token", "xoxp-1-2-abCD"],
    ["a key of a webhook", "whsec_abCD"],
    ["a header", "authorization: Bearer abCD.ef"],
    ["a ticket in JSON", '{"ticket":"abCD"}'],
    ["a ticket in JSON within JSON", String.raw`{\"token\": \"abCD\"}`],
    ["a response url at another address", "http://127.0.0.1:4801/actions/T0ACME/1/abCD"],
    ["a response url without its address", "POST /commands/T0ACME/12/abCD"],
    ["an app token", "xapp-1-A1-2-abCD"],
    ["a live key", "sk_live_abCD"],
    ["a test key", "sk_test_abCD"],
    ["a sign-in link", "https://clerk.example.com/v1/tickets/accept?ticket=abCD.ef"],
    ["a link within a link", "https://x.example.com/?to=%2Faccept%3Fticket%3DabCD"],
    ["a response url", "https://hooks.slack.com/commands/T1/123/abCD"],
    ["a token of a session", "eyJhbGciOi.eyJzdWIiOi.abCD_-"],
    ["an email", "abCD@customer.com"],
    ["an email within a link", "https://x.example.com/?e=abCD%40customer.com"],
    ["an email with an accent", "abCDé@customer.com"],
  ])("%s is taken out, wherever it stands", (_, value) => {
    const lines = [
      logged(`before ${value} after`),
      logged(`before\n${value}\nafter`),
      logged("m", { x: value }),
      logged("m", { x: [`(${value})`] }),
      logged("m", { error: new Error(`"${value}" failed`) }),
    ];
    expect(lines.join()).not.toMatch(/abCD|customer\.com/);
    expect(lines[0]).toMatch(/^before .* after\n$/);
  });

  test("a trigger id is taken out by its form", () => {
    expect(logged("opened with 1234567890123.42.abcdef012345")).toBe("opened with [trigger id]\n");
  });

  test("a ticket is taken out by its key", () => {
    expect(logged("m", { ticket: "abCD" })).toBe("m ticket=[secret]\n");
  });

  test.each([
    "request=req_1 user_2xAbc U0CAROL",
    "clerk POST /v1/actor_tokens/act_1 200",
    "message 1790000000.000100 in C0APPROVALS, version 150.0.1",
    "http port 3000 /slack/events",
    "Slack did not accept SLACK_BOT_TOKEN (invalid_auth)",
    "must start with xoxb- or sk_test_",
  ])("%s stays", (message) => {
    expect(logged(message)).toBe(`${message}\n`);
  });
});

describe("a reader that has gone", () => {
  test("does not bring the bot down, whether the sink throws or tells", () => {
    const throwing = {
      write: () => {
        throw new Error("EPIPE");
      },
    };
    expect(() => createLog("info", throwing).info("m")).not.toThrow();
    const stream = new PassThrough();
    createLog("info", stream);
    expect(() => stream.emit("error", new Error("EPIPE"))).not.toThrow();
  });

  test("is listened for once, however many logs there are", () => {
    const stream = new PassThrough();
    for (let count = 0; count < 20; count += 1) createLog("info", stream);
    expect(stream.listenerCount("error")).toBe(1);
  });
});
