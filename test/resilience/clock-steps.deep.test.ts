// The bot's machine is set an hour ahead or back, or sleeps, in each state of a request; Slack's and Clerk's are not.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { MovableClock } from "../../src/sandbox/clock.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, raise, type Stage } from "../flows/stage.js";
import { dose } from "../thoroughness.js";
import { rest } from "./faults/rest.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const hourMs = 3_600_000;

interface State {
  readonly begin: (stage: Stage) => Promise<void>;
  /** What people see next. */
  readonly ahead: (stage: Stage) => Promise<unknown>;
  readonly back: (stage: Stage) => Promise<unknown>;
}

const unavailable = { kind: "status", status: 503 } as const;

async function noAccessLeft({ clerk }: Stage): Promise<void> {
  expect(clerk.actorTokens.filter(({ status }) => status === "pending")).toEqual([]);
  expect(clerk.sessions.filter(({ status }) => status === "active")).toEqual([]);
}

/** The bot looks once more at Clerk, whose answer shows Clerk's time. */
async function looked({ clerk, sandbox }: Stage): Promise<void> {
  const looks = () => clerk.calls.filter(({ operation }) => operation === "sessions.list").length;
  const before = looks();
  sandbox.botClock.advance(15_000);
  await clerk.until("the bot looks at Clerk", () => looks() > before);
}

const states: Readonly<Record<string, State>> = {
  "a request that waits for a decision": {
    begin: async (stage) => {
      await stage.ask();
    },
    ahead: (stage) => stage.card(/Nobody decided by/),
    back: async (stage) => {
      const card = await stage.card(/\[Approve\] \[Deny\]/);
      stage.sandbox.botClock.advance(hourMs);
      await stage.carol.clicks(card, "Approve");
      await stage.card(/@alice has the link/);
    },
  },
  "a link that is not used yet": {
    begin: async (stage) => {
      await stage.approved();
    },
    ahead: async (stage) => {
      // By Clerk's clock its time is not up, as the answer to the look at its deadline shows.
      await stage.clerk.until("Clerk has shown its time", () =>
        stage.clerk.calls.some(({ operation, status }) => operation === "sessions.list" && status === 200),
      );
      await rest(stage);
      stage.clerk.browser().open(await stage.link());
      stage.sandbox.botClock.advance(15_000);
      await stage.card(/In use since/);
    },
    back: async (stage) => {
      stage.clerk.browser().open(await stage.link());
      await stage.card(/In use since/);
    },
  },
  "a link that is in use": {
    begin: async (stage) => {
      await stage.inUse();
    },
    ahead: async (stage) => {
      await looked(stage);
      await stage.card(/In use since .*\[Revoke\]/s);
      expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["active"]);
    },
    back: async (stage) => {
      const [session] = stage.clerk.sessions;
      stage.clerk.revokeSession(session?.id ?? "");
      // It may just have looked.
      stage.sandbox.botClock.advance(15_000);
      await stage.card(/Someone ended the session in Clerk/);
    },
  },
  "a revoke that Clerk has not confirmed": {
    begin: async (stage) => {
      const message = await stage.approved();
      stage.clerk.browser().open(await stage.link());
      stage.clerk.fail({ operation: "*", when: "before", how: unavailable });
      await stage.alice.clicks(message, "Revoke");
      await stage.card(/Clerk has not confirmed/);
      // Far into the waits between tries.
      for (const seconds of [1, 2, 4]) await passForTheBot(stage, seconds);
      await unavailableFor(stage, 4);
      stage.clerk.clearFaults();
    },
    ahead: async (stage) => {
      await stage.card(/Clerk confirmed it/);
      await noAccessLeft(stage);
    },
    back: async (stage) => {
      await stage.card(/Clerk confirmed it/);
      await noAccessLeft(stage);
    },
  },
  "a card that Slack would not edit": {
    begin: async (stage) => {
      const card = await stage.ask();
      const asked = await stage.directMessage(/\[Cancel request\]/);
      stage.slack.fail({
        method: "chat.update",
        times: 3,
        how: { kind: "status", status: 500 },
        match: ({ ts }) => ts === card.ts,
      });
      await stage.alice.clicks(asked, "Cancel request");
      await passForTheBot(stage, 1);
      await passForTheBot(stage, 2);
      await stage.slack.until(
        "Slack has refused it three times, and the bot waits for its next try",
        () =>
          stage.slack.calls.filter(({ method, status }) => method === "chat.update" && status === 500).length === 3 &&
          stage.sandbox.botClock.expects(4_000, 2_000),
      );
    },
    ahead: (stage) => stage.card(/canceled/),
    back: (stage) => stage.card(/canceled/),
  },
};

/** Clerk has answered so many tries with that it is not available, and the bot waits for its next one. */
async function unavailableFor({ clerk, sandbox: { botClock } }: Stage, times: number): Promise<void> {
  const refused = () =>
    clerk.calls.filter(({ operation, status }) => operation === "actor_tokens.revoke" && status === 503);
  await clerk.until("Clerk was not available", () => refused().length === times && botClock.expects(15_000, 1_000));
}

async function passForTheBot({ slack, sandbox: { botClock } }: Stage, seconds: number): Promise<void> {
  await slack.until(`the bot waits for a moment ${seconds} s ahead`, () =>
    botClock.expects(seconds * 1_000, seconds > 1 ? seconds * 500 : 0),
  );
  botClock.advance(seconds * 1_000);
}

const cases = Object.entries(states).flatMap(([name, state]) =>
  ([1, -1] as const).flatMap((hours) =>
    (["while the bot runs", "while it is away"] as const).map((when) => ({ name, state, hours, when })),
  ),
);

test.each(dose({ sample: cases.filter((_, index) => index % 5 === 3), all: cases }))(
  "$name, and the clock goes $hours h $when",
  async ({ state, hours, when }) => {
    const stage = await raise({ botClock: new MovableClock() });
    await state.begin(stage);
    if (when === "while it is away") await stage.sandbox.stopBot();
    stage.sandbox.botClock.advance(hours * hourMs);
    if (when === "while it is away") await stage.sandbox.startBot();
    // Anything at all makes it look at the clock; it does so by itself every fifteen seconds.
    else await stage.alice.types(ids.general, "/impersonate help");
    await (hours > 0 ? state.ahead(stage) : state.back(stage));
  },
);

test("a link that Clerk is making when the clock goes an hour ahead is delivered, and works", async () => {
  const stage = await raise({ botClock: new MovableClock() });
  await whileClerkWorks(stage, hourMs);
  await stage.card(/@alice has the link/);
  await looked(stage);
  stage.clerk.browser().open(await stage.link());
  await stage.card(/In use since/);
});

test("a link that Clerk is making when the clock goes an hour back is delivered, and can be revoked", async () => {
  const stage = await raise({ botClock: new MovableClock() });
  await whileClerkWorks(stage, -hourMs);
  await stage.card(/@alice has the link/);
  await stage.alice.clicks(await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/), "Revoke");
  await stage.card(/The link was never opened/);
  await noAccessLeft(stage);
});

/** carol approves, and the bot's clock goes that far while Clerk makes the token. */
async function whileClerkWorks(stage: Stage, ms: number): Promise<void> {
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "delay", ms: 300 } });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk has made it", () => stage.clerk.actorTokens.length === 1);
  stage.sandbox.botClock.advance(ms);
}

test("a message whose edit is in doubt has its last word within a minute of the clock's going back", async () => {
  const stage = await raise({ botClock: new MovableClock() });
  const card = await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  const edits = () => stage.slack.calls.filter(({ method, args }) => method === "chat.update" && args.ts === card.ts);
  stage.slack.fail({
    method: "chat.update",
    when: "after",
    how: { kind: "status", status: 500 },
    match: ({ ts }) => ts === card.ts,
  });
  await stage.alice.clicks(asked, "Cancel request");
  await stage.card(/canceled/);
  // The second try is taken, and yet the first may land late.
  await passForTheBot(stage, 1);
  await stage.slack.until("it is edited again", () => edits().length === 2 && edits()[1]?.status === 200);
  stage.sandbox.botClock.advance(-hourMs);
  await stage.alice.types(ids.general, "/impersonate @nobody-here ticket 1");
  await stage.slack.until("the bot has noticed", () =>
    stage.sandbox.log.some((line) => line.includes("clock moved back")),
  );
  stage.sandbox.botClock.advance(60_000);
  await stage.slack.until("the last word is said", () => edits().length === 3);
});

// By itself it looks every fifteen seconds.
test.each(dose({ sample: [], all: [-hourMs] }))("a clock that goes back is noticed without any click", async (ms) => {
  const stage = await raise({ botClock: new MovableClock() });
  const message = await stage.approved();
  stage.clerk.fail({ operation: "*", when: "before", how: unavailable });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk has not confirmed/);
  await passForTheBot(stage, 1);
  await passForTheBot(stage, 2);
  await unavailableFor(stage, 3);
  stage.clerk.clearFaults();
  stage.sandbox.botClock.advance(ms);
  await stage.card(/The link was never opened/, 20_000);
});

test.each(dose({ sample: [], all: ["3s"] }))(
  "a link whose deadline (%s) passes while the machine sleeps is dead within two seconds of its waking",
  async (ttl) => {
    const stage = await raise({ bot: "none", settings: { LINK_TTL: ttl } });
    const bot = BotProcess.node(stage.sandbox.settings);
    await bot.says(/understudy is running/);
    await stage.approved();
    bot.kill("SIGSTOP");
    await new Promise<void>((resolve) => stage.clock.wakeAt(stage.clock.now() + 4_000, resolve));
    expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
    bot.kill("SIGCONT");
    await stage.card(/Expired/, 2_000);
    await noAccessLeft(stage);
  },
);
