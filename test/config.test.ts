import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { parse } from "dotenv";
import { describe, expect, test } from "vitest";
import type { Environment } from "../src/config.js";
import { type Config, readConfig } from "../src/config.js";

const least: Environment = {
  SLACK_BOT_TOKEN: "xoxb-1-2-abc",
  SLACK_APP_TOKEN: "xapp-1-A1-2-abc",
  CLERK_SECRET_KEY: "sk_test_abc",
  APPROVAL_CHANNEL: "C0APPROVALS",
};

function config(changes: Environment = {}): Config {
  const reading = readConfig({ ...least, ...changes });
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return reading.config;
}

function problems(changes: Environment): readonly string[] {
  const reading = readConfig({ ...least, ...changes });
  return reading.ok ? [] : reading.problems;
}

const nobody = { userIds: [], groupIds: [], emails: [] };

test("the required settings are enough", () => {
  expect(config()).toMatchObject({
    slack: { transport: { kind: "socket" } },
    clerk: { apiUrl: "https://api.clerk.com", development: true },
    approvalChannel: "C0APPROVALS",
    rules: {
      approvers: nobody,
      requesters: nobody,
      protectedSubjects: { userIds: [], emails: [], domains: [] },
      actorFallback: "refuse",
      requestTtlMs: 3_600_000,
      linkTtlMs: 600_000,
      sessionMs: 1_800_000,
      sessionMaxMs: 7_200_000,
      sessionPollMs: 15_000,
    },
    databaseUrl: "file:data/understudy.db",
    logLevel: "info",
  });
  expect(config().slack.apiUrl).toBe("https://slack.com/api/");
});

test("an empty setting counts as unset, and space around one does not count", () => {
  const empty = Object.fromEntries(["LINK_TTL", "APPROVERS", "PORT", "CLERK_API_URL"].map((name) => [name, " "]));
  expect(config({ ...empty, SLACK_BOT_TOKEN: " xoxb-1-2-abc\n" })).toEqual(config());
  expect(config({ SLACK_BOT_TOKEN: " xoxb-1-2-abc\n" }).slack.botToken.reveal()).toBe("xoxb-1-2-abc");
});

test("everything that is missing is named at once, with where to find it", () => {
  const reading = readConfig({});
  expect(reading.ok ? [] : reading.problems).toEqual([
    "SLACK_BOT_TOKEN must start with xoxb- (OAuth & Permissions → Bot User OAuth Token).",
    expect.stringMatching(
      /^SLACK_APP_TOKEN must start with xapp- \(.+\); or, for HTTP mode, SLACK_SIGNING_SECRET .+\.$/,
    ),
    "CLERK_SECRET_KEY must start with sk_test_ or sk_live_ (Clerk Dashboard → API keys → Secret keys).",
    expect.stringMatching(/^APPROVAL_CHANNEL must be a channel id/),
  ]);
});

test("secrets show themselves nowhere", () => {
  const shown = [inspect(config(), { depth: null, showHidden: true }), JSON.stringify(config())].join();
  expect(shown).not.toMatch(/xoxb-|xapp-|sk_test_/);
});

const wrong: [string, string][] = [
  ["SLACK_BOT_TOKEN", "xoxp-wrong"],
  ["SLACK_BOT_TOKEN", "xoxb-"],
  ["SLACK_APP_TOKEN", "xoxb-wrong"],
  ["SLACK_API_URL", "http://slack.example.com/api/"],
  ["CLERK_SECRET_KEY", "pk_test_wrong"],
  ["CLERK_SECRET_KEY", "sk_test_wrong\r\nX-More: 1"],
  ["CLERK_API_URL", "api.wrong.com"],
  ["CLERK_API_URL", "http://api.wrong.com"],
  ["CLERK_API_URL", "http://127.0.0.1.wrong.com"],
  ["CLERK_API_URL", "https://wrong:wrong@api.clerk.com"],
  ["CLERK_API_URL", "https://api.clerk.com?wrong"],
  ["CLERK_API_URL", "https://wrong.com/v1"],
  ["CLERK_API_URL", "https://wrong.com/v1/"],
  ["APPROVAL_CHANNEL", "#wrong"],
  ["APPROVAL_CHANNEL", "D0WRONG"],
  ["ACTOR_FALLBACK", "wrong"],
  ["REQUEST_TTL", "wrong"],
  ["REQUEST_TTL", "169h"],
  ["LINK_TTL", "0s"],
  ["LINK_TTL", "25h"],
  ["SESSION_DURATION", "3h"],
  ["SESSION_DURATION_MAX", "25h"],
  ["SESSION_POLL", "11m"],
  ["DATABASE_URL", "postgres://wrong"],
  ["DATABASE_URL", "file:"],
  ["DATABASE_URL", "file::memory:"],
  ["DATABASE_URL", "file:~/understudy.db"],
  ["DATABASE_URL", "file:understudy.db?mode=ro"],
  ["PROTECTED_SUBJECTS", "@*.*.acme.example"],
  ["PROTECTED_SUBJECTS", "@*acme.example"],
  ["PROTECTED_SUBJECTS", "@acme"],
  ["DATABASE_URL", "file://wrong/understudy.db"],
  ["PORT", "wrong"],
  ["PORT", "65536"],
  ["LOG_LEVEL", "wrong"],
  ["LOG_LEVEL", "toString"],
];

test.each(wrong)("%s given as %j is refused by name, and not repeated", (name, value) => {
  const found = problems({ [name]: value });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${name}\\b.*must.*\\.$`));
  expect(found[0]).not.toMatch(/wrong|169|25|11m|65536|http:\/\/slack\./i);
});

test("several problems come in one list", () => {
  expect(problems({ SLACK_BOT_TOKEN: "", LINK_TTL: "x", PORT: "x" })).toHaveLength(3);
});

describe("the way to Slack", () => {
  test("is HTTP with a signing secret and without an app token", () => {
    const { transport } = config({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: "abc", PORT: "8080" }).slack;
    expect(transport).toMatchObject({ kind: "http", port: 8080 });
    expect(transport.kind === "http" && transport.signingSecret.reveal()).toBe("abc");
  });

  test("is Socket Mode with both", () => {
    expect(config({ SLACK_SIGNING_SECRET: "abc" }).slack.transport.kind).toBe("socket");
  });

  test("is refused when a token stands where the signing secret belongs", () => {
    const found = problems({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: "xoxb-1" });
    expect(found).toEqual([expect.stringMatching(/^SLACK_SIGNING_SECRET must be/)]);
  });
});

test.each([
  ["https://clerk.example.com", "https://clerk.example.com"],
  ["https://clerk.example.com/proxy/", "https://clerk.example.com/proxy"],
  ["http://127.0.0.1:4000/", "http://127.0.0.1:4000"],
  ["http://localhost:4000", "http://localhost:4000"],
  ["http://[::1]:4000", "http://[::1]:4000"],
])("Clerk can be at %s", (value, apiUrl) => {
  expect(config({ CLERK_API_URL: value }).clerk.apiUrl).toBe(apiUrl);
});

test.each(["http://127.0.0.1:4000/api", "http://127.0.0.1:4000/api/"])("Slack's address %s gets one slash", (value) => {
  expect(config({ SLACK_API_URL: value }).slack.apiUrl).toBe("http://127.0.0.1:4000/api/");
});

test("a live key is not a development key", () => {
  expect(config({ CLERK_SECRET_KEY: "sk_live_abc" }).clerk.development).toBe(false);
});

describe("lists of people", () => {
  test("are sorted by kind, with emails in lower case, each once", () => {
    const list = "U0CAROL, W0DAVE,S0MANAGERS ,Carol@Example.com,U0CAROL";
    const sorted = { userIds: ["U0CAROL", "W0DAVE"], groupIds: ["S0MANAGERS"], emails: ["carol@example.com"] };
    expect(config({ APPROVERS: list }).rules.approvers).toEqual(sorted);
    expect(config({ REQUESTERS: list }).rules.requesters).toEqual(sorted);
  });

  test("of protected subjects know domains and Clerk's ids", () => {
    expect(config({ PROTECTED_SUBJECTS: "user_2xAbc,Eve@Example.com,@Example.COM" }).rules.protectedSubjects).toEqual({
      userIds: ["user_2xAbc"],
      emails: ["eve@example.com"],
      domains: ["example.com"],
    });
  });

  test.each([
    ["APPROVERS", "U0CAROL,@carol", 2],
    ["APPROVERS", "managers", 1],
    ["REQUESTERS", "U0CAROL,,U0DAVE", 2],
    // Read as "nobody is listed", it would let everybody ask.
    ["REQUESTERS", ",", 1],
    ["PROTECTED_SUBJECTS", "@example.com,U0CAROL", 2],
    ["PROTECTED_SUBJECTS", "user_2x,eve@@example.com", 2],
  ])("%s does not take %j, and says which entry it is", (name, value, position) => {
    const [first] = problems({ [name]: value });
    expect(first).toMatch(new RegExp(`^${name}: entry ${position} must be `));
    expect(first).not.toMatch(/@carol|managers|U0CAROL|eve@@/);
  });
});

describe("durations", () => {
  test("are read from a second up", () => {
    const read = config({ REQUEST_TTL: "1s", LINK_TTL: "90s", SESSION_DURATION: "1h", SESSION_POLL: "1s" });
    expect(read).toMatchObject({
      rules: { requestTtlMs: 1_000, linkTtlMs: 90_000, sessionMs: 3_600_000, sessionPollMs: 1_000 },
    });
  });

  test("of a session follow a shorter maximum unless they are set", () => {
    expect(config({ SESSION_DURATION_MAX: "10m" })).toMatchObject({
      rules: { sessionMs: 600_000, sessionMaxMs: 600_000 },
    });
    expect(problems({ SESSION_DURATION_MAX: "10m", SESSION_DURATION: "11m" })).toEqual([
      "SESSION_DURATION must not be longer than SESSION_DURATION_MAX (2h unless set).",
    ]);
  });
});

describe(".env.example", () => {
  const text = readFileSync(".env.example", "utf8");
  const shown = parse(text.replace(/^# (?=[A-Z_]+=)/gm, ""));

  test("names every setting, and no other", () => {
    expect(Object.keys(shown).sort()).toEqual(
      [
        ...new Set([
          ...wrong.map(([name]) => name),
          "SLACK_SIGNING_SECRET",
          "APPROVERS",
          "REQUESTERS",
          "PROTECTED_SUBJECTS",
          "HTTPS_PROXY",
          "HTTP_PROXY",
          "NO_PROXY",
        ]),
      ].sort(),
    );
  });

  test("shows the defaults as they are", () => {
    const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, CLERK_SECRET_KEY, APPROVAL_CHANNEL, SLACK_API_URL, ...others } = shown;
    expect(config(others)).toEqual(config());
  });

  test("does not start a bot as long as nobody filled it in", () => {
    const reading = readConfig(parse(text));
    expect(reading.ok ? [] : reading.problems).toHaveLength(4);
  });
});

describe("proxies", () => {
  const proxies = (changes: Record<string, string>) => {
    const { https, http, exempt } = config(changes).proxies;
    return { https: https?.reveal(), http: http?.reveal(), exempt };
  };

  test("there is none unless one is set", () => {
    expect(config().proxies).toEqual({});
  });

  test("are read in capitals and in lower case, which counts where both are set", () => {
    const inCapitals = { HTTPS_PROXY: "http://one:1", HTTP_PROXY: "http://two:2", NO_PROXY: "a.example" };
    expect(proxies(inCapitals)).toEqual({ https: "http://one:1", http: "http://two:2", exempt: "a.example" });
    const both = { ...inCapitals, https_proxy: "https://three:3", http_proxy: "", no_proxy: "b.example" };
    expect(proxies(both)).toEqual({ https: "https://three:3", http: "http://two:2", exempt: "b.example" });
  });

  test("may be named without a scheme, and with a user name and a password, which are kept secret", () => {
    expect(proxies({ HTTPS_PROXY: "me:pass@proxy.example:3128" }).https).toBe("http://me:pass@proxy.example:3128");
    expect(JSON.stringify(config({ HTTPS_PROXY: "http://me:pass@proxy.example" }).proxies)).not.toContain("pass");
  });

  test.each(["socks5://proxy.example:1080", "http://", "proxy example"])("%s is none", (value) => {
    expect(problems({ HTTPS_PROXY: value })).toEqual([
      "HTTPS_PROXY must be the address of a proxy, such as http://proxy.example.com:3128.",
    ]);
  });
});
