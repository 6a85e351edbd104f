// Secrets that are given as files: `SLACK_BOT_TOKEN_FILE` and its like.
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Environment, readConfig } from "../src/settings/config.js";

const folder = mkdtempSync(join(tmpdir(), "understudy-secrets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

function fileWith(content: string): string {
  const path = join(folder, `secret-${files++}`);
  writeFileSync(path, content);
  return path;
}

const others: Environment = {
  SLACK_APP_TOKEN: "xapp-1-A1-2-abc",
  CLERK_SECRET_KEY: "sk_test_abc",
  APPROVAL_CHANNEL: "C0APPROVALS",
};

/** The bot token, or else the problems. */
function botToken(settings: Environment): string | readonly string[] {
  const reading = readConfig({ ...others, ...settings });
  return reading.ok ? reading.config.slack.botToken.reveal() : reading.problems;
}

/** Root may read everything. */
function withoutRoot<T>(work: () => T): T {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

test("each secret can be given as a file", () => {
  const reading = readConfig({
    SLACK_BOT_TOKEN_FILE: fileWith("xoxb-1"),
    SLACK_SIGNING_SECRET_FILE: fileWith("0a1b"),
    CLERK_SECRET_KEY_FILE: fileWith("sk_live_abc"),
    APPROVAL_CHANNEL: "C0APPROVALS",
  });
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  const { slack, clerk } = reading.config;
  expect(slack.botToken.reveal()).toBe("xoxb-1");
  expect(slack.transport.kind === "http" && slack.transport.signingSecret.reveal()).toBe("0a1b");
  expect([clerk.secretKey.reveal(), clerk.development]).toEqual(["sk_live_abc", false]);
  const inSocketMode = readConfig({
    ...others,
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_APP_TOKEN: "",
    SLACK_APP_TOKEN_FILE: fileWith("xapp-1"),
  });
  expect(inSocketMode.ok && inSocketMode.config.slack.transport.kind).toBe("socket");
});

test.each(["xoxb-1-2-abc", "xoxb-1-2-abc\n", "xoxb-1-2-abc\r\n", "\uFEFF xoxb-1-2-abc \n\n", '"xoxb-1-2-abc"\n'])(
  "a file with %j holds the token that it is to hold",
  (content) => expect(botToken({ SLACK_BOT_TOKEN_FILE: fileWith(content) })).toBe("xoxb-1-2-abc"),
);

test("a file can be a link to another one, as in Kubernetes, and its path can stand in quotes", () => {
  const link = join(folder, "link");
  symlinkSync(fileWith("xoxb-1"), link);
  expect(botToken({ SLACK_BOT_TOKEN_FILE: `"${link}"` })).toBe("xoxb-1");
});

test("a setting that nobody filled in leaves it to the file", () => {
  expect(botToken({ SLACK_BOT_TOKEN: "xoxb-", SLACK_BOT_TOKEN_FILE: fileWith("xoxb-1") })).toBe("xoxb-1");
});

describe("refused, by the setting's name and never with what is in the file or where it is:", () => {
  const secret = "xoxb-0f0f0f0f";

  test.each([
    [
      "a setting beside its file",
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_BOT_TOKEN_FILE: fileWith(secret) },
      "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set: leave one of them out.",
    ],
    [
      "a file that is not there",
      { SLACK_BOT_TOKEN_FILE: join(folder, "none") },
      "SLACK_BOT_TOKEN_FILE names a file that is not there (ENOENT).",
    ],
    [
      "the secret itself in place of its file",
      { SLACK_BOT_TOKEN_FILE: secret },
      "SLACK_BOT_TOKEN_FILE names a file that is not there (ENOENT).",
    ],
    [
      "a folder, which Docker makes of a file that is not there",
      { SLACK_BOT_TOKEN_FILE: folder },
      "SLACK_BOT_TOKEN_FILE must name a file, and names a folder or a device.",
    ],
    [
      "a device",
      { SLACK_BOT_TOKEN_FILE: "/dev/zero" },
      "SLACK_BOT_TOKEN_FILE must name a file, and names a folder or a device.",
    ],
    [
      "a path through a file",
      { SLACK_BOT_TOKEN_FILE: join(fileWith(secret), "token") },
      "SLACK_BOT_TOKEN_FILE names a file that can't be read (ENOTDIR).",
    ],
    [
      "an empty file",
      { SLACK_BOT_TOKEN_FILE: fileWith("\n") },
      "SLACK_BOT_TOKEN_FILE names a file with no secret in it.",
    ],
    [
      "a file that nobody filled in",
      { SLACK_BOT_TOKEN_FILE: fileWith("xoxb-\n") },
      "SLACK_BOT_TOKEN_FILE names a file with no secret in it.",
    ],
    [
      "a file that is far too long",
      { SLACK_BOT_TOKEN_FILE: fileWith(secret.repeat(10_000)) },
      "SLACK_BOT_TOKEN_FILE names a file of more than 64 KiB, which is no secret.",
    ],
    [
      "a file with something else in it",
      { SLACK_BOT_TOKEN_FILE: fileWith(`SLACK_BOT_TOKEN=${secret}\n`) },
      "SLACK_BOT_TOKEN, read from SLACK_BOT_TOKEN_FILE, must start with xoxb- (OAuth & Permissions → Bot User OAuth Token).",
    ],
    [
      "a file with two lines",
      { SLACK_BOT_TOKEN_FILE: fileWith(`${secret}\n${secret}\n`) },
      "SLACK_BOT_TOKEN, read from SLACK_BOT_TOKEN_FILE, must start with xoxb- (OAuth & Permissions → Bot User OAuth Token).",
    ],
  ])("%s", (_what, settings, sentence) => {
    expect(botToken(settings)).toEqual([sentence]);
    expect(sentence).not.toContain(secret);
  });

  test("a file that the bot's user may not read", () => {
    const path = fileWith(secret);
    chmodSync(path, 0);
    expect(withoutRoot(() => botToken({ SLACK_BOT_TOKEN_FILE: path }))).toEqual([
      "SLACK_BOT_TOKEN_FILE names a file that the user who runs Understudy may not read (EACCES).",
    ]);
  });

  test("both ways to Slack, one as a file, also one that can't be read", () => {
    const both =
      "SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP mode) are both set: leave one of them out.";
    const token = { SLACK_BOT_TOKEN: "xoxb-1" };
    expect(botToken({ ...token, SLACK_SIGNING_SECRET_FILE: fileWith("0a1b") })).toEqual([both]);
    expect(botToken({ ...token, SLACK_SIGNING_SECRET_FILE: join(folder, "none") })).toEqual([
      both,
      "SLACK_SIGNING_SECRET_FILE names a file that is not there (ENOENT).",
    ]);
  });

  test("the only way to Slack, as a file that is not there, once", () => {
    expect(
      botToken({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "", SLACK_APP_TOKEN_FILE: join(folder, "none") }),
    ).toEqual(["SLACK_APP_TOKEN_FILE names a file that is not there (ENOENT)."]);
  });
});
