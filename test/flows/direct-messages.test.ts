// One direct message for each request: what comes next notifies alice, and takes the place of what she had before.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const minuteMs = 60_000;

/** alice is in the product all the time. */
async function inUseThroughout(stage: Stage) {
  const used = await stage.inUse();
  Object.assign(used.session, { abandonAt: used.session.expireAt });
  return used;
}

/** alice has asked, and her command is answered. */
async function askedFor(stage: Stage) {
  const card = await stage.ask();
  await stage.told(ids.alice, ids.general, /Asked/);
  await onlyMessage(stage, /\[Cancel request\]/);
  return card;
}

/** Waits until alice has one direct message, which reads like that, and has got so many in all. */
async function onlyMessage({ slack, alice }: Stage, pattern: RegExp) {
  return slack.until(`alice has one direct message, like ${pattern}`, () => {
    const [first, ...others] = alice.directMessages().filter(({ ephemeralFor }) => ephemeralFor === undefined);
    return first !== undefined && others.length === 0 && pattern.test(alice.reads(first)) ? first : undefined;
  });
}

function posts({ slack }: Stage): number {
  return slack.messages.filter(
    ({ channel, user, ephemeralFor }) =>
      channel.startsWith("D") && user === slack.bot.userId && ephemeralFor === undefined,
  ).length;
}

test("the waiting message gives way to the link, and the link to the news that somebody else ended access", async () => {
  const stage = await raise();
  await stage.ask();
  const asked = await onlyMessage(stage, /\[Cancel request\]/);
  await stage.carol.clicks(await stage.card(/\[Approve\]/), "Approve");
  const link = await onlyMessage(stage, /\[Open as Bob Brown\]/);
  await stage.carol.clicks(await stage.card(/\[Revoke\]/), "Revoke");
  const ended = await onlyMessage(stage, /The link was never opened/);
  expect(new Set([asked.ts, link.ts, ended.ts]).size).toBe(3);
  const deleted = stage.slack.calls.filter(({ method }) => method === "chat.delete").map(({ args }) => args.ts);
  expect(deleted).toEqual([asked.ts, link.ts]);
});

test("what alice did herself edits the message that stands, without another one", async () => {
  const stage = await raise();
  const message = await stage.approved();
  const before = posts(stage);
  await stage.alice.clicks(message, "Revoke");
  expect((await onlyMessage(stage, /The link was never opened/)).ts).toBe(message.ts);
  expect(posts(stage)).toBe(before);
});

test("the message before stays until the new one stands", async () => {
  const stage = await raise();
  await askedFor(stage);
  const asked = await onlyMessage(stage, /\[Cancel request\]/);
  const how = { kind: "rate_limit", retryAfterS: 4 } as const;
  stage.slack.fail({ method: "chat.postMessage", how, match: ({ channel }) => channel === ids.alice });
  stage.clock.advance(60 * minuteMs);
  expect((await onlyMessage(stage, /Nobody decided in time/)).ts).toBe(asked.ts);
  await stage.pass(4);
  expect((await onlyMessage(stage, /decided on your request/)).ts).not.toBe(asked.ts);
});

test.each(["cant_delete_message", "compliance_exports_prevent_deletion"])(
  "where Slack refuses a deletion with %s, the old message shrinks to a line without buttons",
  async (error) => {
    const stage = await raise();
    const times = Number.POSITIVE_INFINITY;
    stage.slack.fail({ method: "chat.delete", times, how: { kind: "error", error } });
    const card = await askedFor(stage);
    await stage.carol.clicks(card, "Approve");
    const old = await stage.directMessage(/Replaced by a newer message/);
    expect(stage.alice.reads(old)).not.toMatch(/\[/);
    expect(stage.alice.directMessages()).toHaveLength(2);
  },
);

test("a click on a message that is deleted already is answered, and brings it back nowhere", async () => {
  const stage = await raise();
  await stage.ask();
  const asked = await onlyMessage(stage, /\[Cancel request\]/);
  await stage.carol.clicks(await stage.card(/\[Approve\]/), "Approve");
  const link = await onlyMessage(stage, /\[Open as Bob Brown\]/);
  const before = posts(stage);
  await stage.slack.clickStale(ids.alice, asked, "Cancel request");
  await stage.told(ids.alice, link.channel, /already approved/);
  await stage.alice.clicks(link, "Revoke");
  expect((await onlyMessage(stage, /The link was never opened/)).ts).toBe(link.ts);
  expect(posts(stage)).toBe(before);
});

test("five minutes before the end alice is told when it ends, and revokes from there", async () => {
  const stage = await raise();
  const { message } = await inUseThroughout(stage);
  stage.clock.advance(25 * minuteMs);
  const warning = await onlyMessage(stage, /ends at .*Ask again.*\[Revoke\]/s);
  expect(warning.ts).not.toBe(message.ts);
  await stage.alice.clicks(warning, "Revoke");
  expect((await onlyMessage(stage, /You revoked access .*Clerk confirmed it/s)).ts).toBe(warning.ts);
});

test("a session that reaches its time limit is announced twice: before, and when it is over", async () => {
  const stage = await raise();
  const { session } = await inUseThroughout(stage);
  const before = posts(stage);
  stage.clock.advance(25 * minuteMs);
  await onlyMessage(stage, /ends at/);
  stage.clock.advance(5 * minuteMs);
  await onlyMessage(stage, /is over/);
  expect(posts(stage)).toBe(before + 2);
  expect(stage.clerk.sessions.find(({ id }) => id === session.id)?.status).not.toBe("active");
});

test("nobody is warned of the end of a session of ten minutes", async () => {
  const stage = await raise({ settings: { SESSION_DURATION: "10m" } });
  await inUseThroughout(stage);
  const before = posts(stage);
  stage.clock.advance(10 * minuteMs);
  await onlyMessage(stage, /is over/);
  expect(posts(stage)).toBe(before + 1);
});

test("a revoke that Clerk has not confirmed for a minute is announced, and so is read as confirmed later", async () => {
  const stage = await raise();
  const message = await stage.approved();
  const times = Number.POSITIVE_INFINITY;
  const how = { kind: "status", status: 503 } as const;
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", times, how });
  await stage.alice.clicks(message, "Revoke");
  expect((await onlyMessage(stage, /may still work/)).ts).toBe(message.ts);
  stage.clock.advance(61_000);
  const alarm = await onlyMessage(stage, /Not confirmed.*ask Clerk right now.*\[Revoke\]/s);
  expect(alarm.ts).not.toBe(message.ts);
  stage.clerk.clearFaults();
  stage.clock.advance(15_000);
  expect((await onlyMessage(stage, /The link was never opened/)).ts).toBe(alarm.ts);
});

test("a session past its time limit that Clerk does not confirm to be over is told as such, and announced after a minute", async () => {
  const stage = await raise({ settings: { SESSION_DURATION: "10m" } });
  const { message } = await inUseThroughout(stage);
  const how = { kind: "status", status: 503 } as const;
  const fails = { when: "before", times: Number.POSITIVE_INFINITY, how } as const;
  for (const operation of ["sessions.list", "sessions.revoke"] as const) stage.clerk.fail({ operation, ...fails });
  stage.clock.advance(10 * minuteMs);
  const card = await stage.card(/Not confirmed: access may still work.*@alice may still be signed in as Bob Brown/s);
  const told = stage.carol.reads(card);
  expect(told).toMatch(/reached its time limit at .*Clerk has not confirmed that it is over; Understudy keeps asking/s);
  expect(told).not.toMatch(/In use|until/);
  expect((await onlyMessage(stage, /You may still be signed in/)).ts).toBe(message.ts);
  stage.clock.advance(61_000);
  const alarm = await onlyMessage(stage, /Not confirmed.*ask Clerk right now, press Revoke\..*\[Revoke\]/s);
  expect(alarm.ts).not.toBe(message.ts);
  stage.clerk.clearFaults();
  await stage.alice.clicks(alarm, "Revoke");
  await stage.card(/@alice revoked access .*Clerk confirmed it/s);
  expect((await onlyMessage(stage, /Clerk confirmed it/)).ts).toBe(alarm.ts);
});

test("a session past its time limit ends as usual once Clerk confirms it", async () => {
  const stage = await raise({ settings: { SESSION_DURATION: "10m" } });
  await inUseThroughout(stage);
  const how = { kind: "drop" } as const;
  stage.clerk.fail({ operation: "sessions.list", when: "before", times: Number.POSITIVE_INFINITY, how });
  stage.clock.advance(10 * minuteMs);
  await stage.card(/Not confirmed/);
  stage.clerk.clearFaults();
  stage.clock.advance(15_000);
  await stage.card(/🏁 Ended.*reached its time limit; Clerk confirmed/s);
  await onlyMessage(stage, /is over/);
});

test("a request that waits is mentioned once in its thread, and there says who decided", async () => {
  const stage = await raise();
  const card = await askedFor(stage);
  stage.clock.advance(30 * minuteMs);
  const reminder = await stage.slack.until("the thread reminds", () => stage.carol.thread(card)[0]);
  expect(stage.carol.reads(reminder)).toMatch(/Still waiting/);
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("the thread says so", () =>
    /@carol approved/.test(stage.carol.reads(stage.carol.thread(card)[0] ?? reminder)),
  );
  expect(stage.carol.thread(card)).toHaveLength(1);
});

test("where nobody decides, the thread says so", async () => {
  const stage = await raise();
  const card = await askedFor(stage);
  stage.clock.advance(30 * minuteMs);
  const reminder = await stage.slack.until("the thread reminds", () => stage.carol.thread(card)[0]);
  stage.clock.advance(30 * minuteMs);
  await stage.slack.until("the thread says so", () =>
    /Nobody decided/.test(stage.carol.reads(stage.carol.thread(card)[0] ?? reminder)),
  );
  await onlyMessage(stage, /decided on your request/);
});

test("a request that waits three minutes in all has no reminder", async () => {
  const stage = await raise({ settings: { REQUEST_TTL: "3m" } });
  const card = await askedFor(stage);
  stage.clock.advance(2 * minuteMs);
  await stage.slack.until("the bot rests", () => stage.clock.expects(minuteMs));
  stage.clock.advance(minuteMs);
  await stage.card(/Nobody decided/);
  expect(stage.carol.thread(card)).toEqual([]);
});
