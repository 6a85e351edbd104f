import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { parse } from "dotenv";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/settings/config.js";
import { type Config, readConfig } from "../../src/settings/config.js";

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
      clerkRequestsPer10s: 100,
      openRequestsMax: 5,
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

const missing = [
  "SLACK_BOT_TOKEN is missing (OAuth & Permissions → Bot User OAuth Token).",
  "SLACK_APP_TOKEN is missing (Basic Information → App-Level Tokens, with connections:write); " +
    "or, for HTTP mode, SLACK_SIGNING_SECRET (Basic Information → App Credentials → Signing Secret).",
  "CLERK_SECRET_KEY is missing (Clerk Dashboard → API keys → Secret keys).",
  "APPROVAL_CHANNEL is missing (the channel's name in Slack → About, at the bottom).",
];

test("everything that is missing is named at once, with where to find it", () => {
  const reading = readConfig({});
  expect(reading.ok ? [] : reading.problems).toEqual(missing);
});

test.each(["", "  ", '""', "xoxb-", "xoxb-…", "xoxb-...", '"xoxb-"'])(
  "a SLACK_BOT_TOKEN that nobody filled in (%j) is missing",
  (value) => expect(problems({ SLACK_BOT_TOKEN: value })).toEqual(missing.slice(0, 1)),
);

test.each(["", "sk_test_", "sk_live_", "sk_test_…"])(
  "a CLERK_SECRET_KEY that nobody filled in (%j) is missing",
  (value) => expect(problems({ CLERK_SECRET_KEY: value })).toEqual(missing.slice(2, 3)),
);

// As unset, it would let everybody ask.
test("dots are a placeholder only where a secret belongs", () => {
  expect(problems({ REQUESTERS: "…" })).toEqual([expect.stringMatching(/^REQUESTERS: entry 1 must be/)]);
});

test("quotes that Docker leaves around a value do not count", () => {
  const quoted = { SLACK_BOT_TOKEN: '"xoxb-1-2-abc"', LINK_TTL: "'10m'", APPROVERS: '""', CLERK_API_URL: "' '" };
  expect(config(quoted)).toEqual(config());
  expect(config(quoted).slack.botToken.reveal()).toBe("xoxb-1-2-abc");
});

test("secrets show themselves nowhere", () => {
  const shown = [inspect(config(), { depth: null, showHidden: true }), JSON.stringify(config())].join();
  expect(shown).not.toMatch(/xoxb-|xapp-|sk_test_/);
});

const wrong: [string, string][] = [
  ["SLACK_BOT_TOKEN", "xoxp-wrong"],
  ["SLACK_BOT_TOKEN", '"xoxb-wrong'],
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
  ["CLERK_REQUESTS_PER_10S", "wrong"],
  ["CLERK_REQUESTS_PER_10S", "9"],
  ["CLERK_REQUESTS_PER_10S", "2.5"],
  ["OPEN_REQUESTS_MAX", "wrong"],
  ["DATABASE_URL", "postgres://wrong"],
  ["DATABASE_URL", "postgres://understudy:/not/escaped@db.example.com/understudy"],
  ["DATABASE_URL", "postgres://understudy:12/not-escaped@db.example.com/understudy"],
  ["DATABASE_URL", "postgres://understudy:p@ss/wrong#1@127.0.0.1:5/understudy"],
  ["DATABASE_URL", "postgres://u:ab@SEC/WRONG?c@127.0.0.1:5/understudy"],
  ["DATABASE_URL", "postgres://u:wrong@wrong@127.0.0.1/understudy"],
  ["DATABASE_URL", "postgres://u:wrong#@127.0.0.1/understudy"],
  ["DATABASE_URL", "postgres://127.0.0.1/understudy#wrong"],
  ["DATABASE_URL", "postgres://127.0.0.1/understudy?user=wrong@wrong"],
  ["DATABASE_URL", "postgres://u:wrong%@127.0.0.1/understudy"],
  ["DATABASE_URL", "postgres://u:wrong%4@127.0.0.1/understudy"],
  ["DATABASE_URL", "postgres://u:wrong%e9@127.0.0.1/understudy"],
  ["DATABASE_URL", "postgres://127.0.0.1/understudy?wrong=verify-full"],
  ["DATABASE_URL", "postgres://127.0.0.1/understudy?sslmode=wrong"],
  ["DATABASE_URL", "postgres://127.0.0.1/understudy?sslmode=verify-full&sslmode=wrong"],
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

test.each([
  [
    "postgres://understudy:12/34@db.example.com/understudy",
    /postgres:\/\/user:password@host\/database, with .* of a password .* escaped/,
  ],
  [
    "postgres://understudy:p@ss/w#1@127.0.0.1:5/understudy",
    /postgres:\/\/user:password@host\/database, with .* of a password .* escaped/,
  ],
  [
    "postgres://db.example.com/understudy?sslmod=verify-full",
    /must have after its \? nothing but host, .*, sslmode, .*, connect_timeout, .*with & between them\.$/,
  ],
  [
    "postgres://db.example.com/understudy?sslmode=verify_full",
    /must have as its sslmode one of disable, .*, verify-full, no-verify\.$/,
  ],
  ["postgres://db.example.com/understudy?sslmode=", /must have as its sslmode one of/],
  ["postgresql://db.example.com:54321111/understudy", /postgres:\/\/user:password@host\/database/],
  ["mysql://db.example.com/understudy", /file: .*, or postgres:/],
])("DATABASE_URL given as %s says how one of its kind is written", (value, sentence) => {
  expect(problems({ DATABASE_URL: value })).toEqual([expect.stringMatching(sentence)]);
});

test.each([
  "postgres://understudy:p%40ss%2Fw%231%25@127.0.0.1:5/understudy",
  "postgresql://understudy@[::1]:5432/understudy",
  "postgres:///understudy?host=/var/run/postgresql&port=5433&user=understudy",
  "postgres://db.example.com/understudy?sslmode=verify-full&sslrootcert=/etc/understudy/ca.pem",
  "postgres://db.example.com/understudy?sslmode=require&uselibpqcompat=true&options=-c%20search_path%3Dname",
])("DATABASE_URL takes %s", (value) => {
  expect(config({ DATABASE_URL: value }).databaseUrl).toBe(value);
});

test("several problems come in one list", () => {
  expect(problems({ SLACK_BOT_TOKEN: "", LINK_TTL: "x", PORT: "x" })).toHaveLength(3);
});

describe("the way to Slack", () => {
  test("is HTTP with a signing secret and without an app token", () => {
    const { transport } = config({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: "abc", PORT: "8080" }).slack;
    expect(transport).toMatchObject({ kind: "http", host: "127.0.0.1", port: 8080 });
    expect(transport.kind === "http" && transport.signingSecret.reveal()).toBe("abc");
  });

  test.each(["0.0.0.0", "::", "localhost", "10.1.2.3"])("listens on %s where HOST says so", (host) => {
    const { transport } = config({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: "abc", HOST: host }).slack;
    expect(transport).toMatchObject({ kind: "http", host });
  });

  test("is HTTP with a signing secret beside an app token that nobody filled in", () => {
    expect(config({ SLACK_APP_TOKEN: "xapp-", SLACK_SIGNING_SECRET: "abc" }).slack.transport.kind).toBe("http");
  });

  test("is refused with both, as only one of them would be used", () => {
    expect(problems({ SLACK_SIGNING_SECRET: "abc" })).toEqual([
      "SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP mode) are both set: leave one of them out.",
    ]);
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

test("a live key is not a development key, and Clerk takes ten times as many calls with it", () => {
  const live = config({ CLERK_SECRET_KEY: "sk_live_abc" });
  expect(live.clerk.development).toBe(false);
  expect(live.rules.clerkRequestsPer10s).toBe(1_000);
  expect(config({ CLERK_REQUESTS_PER_10S: "250" }).rules.clerkRequestsPer10s).toBe(250);
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

test.each([
  ["1", 1],
  ["1000", 1_000],
])("OPEN_REQUESTS_MAX may be %s", (value, openRequestsMax) => {
  expect(config({ OPEN_REQUESTS_MAX: value }).rules).toMatchObject({ openRequestsMax });
});

test.each(["0", "1001", "-1", "2.5", "five", "1e2", "0x5"])("OPEN_REQUESTS_MAX may not be %s", (value) => {
  expect(problems({ OPEN_REQUESTS_MAX: value })).toEqual(["OPEN_REQUESTS_MAX must be a whole number from 1 to 1000."]);
});

describe(".env.example", () => {
  const text = readFileSync(".env.example", "utf8");
  const shown = parse(text.replace(/^# (?=[A-Z0-9_]+=)/gm, ""));

  test("names every setting, and no other", () => {
    expect(Object.keys(shown).sort()).toEqual(
      [
        ...new Set([
          ...wrong.map(([name]) => name),
          "SLACK_SIGNING_SECRET",
          "APPROVERS",
          "REQUESTERS",
          "PROTECTED_SUBJECTS",
          "REASON_PATTERN",
          "REASON_HINT",
          "TICKET_URL",
          "HOST",
          "SLACK_BOT_TOKEN_FILE",
          "SLACK_APP_TOKEN_FILE",
          "SLACK_SIGNING_SECRET_FILE",
          "CLERK_SECRET_KEY_FILE",
          "DATABASE_URL_FILE",
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

  test("as long as nobody filled it in, says what is missing", () => {
    const reading = readConfig(parse(text));
    expect(reading.ok ? [] : reading.problems).toEqual(missing);
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

  test.each(["wrong", "256.0.0.1"])("HOST may not be %s in HTTP mode", (host) => {
    expect(problems({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: "abc", HOST: host })).toEqual([
      expect.stringMatching(/^HOST must be an IP address of this machine/),
    ]);
  });

  test("a HOST that a shell sets for itself keeps no bot in Socket Mode from starting", () => {
    expect(config({ HOST: "my-laptop" }).slack.transport.kind).toBe("socket");
  });

  test.each([
    "socks5://proxy.example:1080",
    "http://",
    "proxy example",
    "http://me:p%ss@proxy.example:3128",
    "http://proxy.example:3128/path",
    "https://proxy.example/?a=b",
  ])("%s is none", (value) => {
    expect(problems({ HTTPS_PROXY: value })).toEqual([
      "HTTPS_PROXY must be the address of a proxy, such as http://proxy.example.com:3128.",
    ]);
  });
});
