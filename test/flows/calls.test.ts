// What the whole life of a request costs in calls to Slack and Clerk. docs/operations.md lists the same.
import { afterEach, expect, test } from "vitest";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** Runs a step and returns the calls that it led to, counted by name. */
async function callsOf(stage: Stage, step: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = { slack: stage.slack.calls.length, clerk: stage.clerk.calls.length };
  await step();
  const names = [
    ...stage.slack.calls.slice(before.slack).map(({ method }) => method),
    ...stage.clerk.calls.slice(before.clerk).map(({ operation }) => String(operation)),
  ];
  const counted: Record<string, number> = {};
  for (const name of names) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}

/** Waits until alice has no direct message like that any more. */
function goneFrom(stage: Stage, pattern: RegExp) {
  return stage.slack.until(`alice has no message like ${pattern}`, () =>
    stage.alice.directMessages().every((message) => !pattern.test(stage.alice.reads(message))),
  );
}

test("the start looks at the channel, and whether Clerk takes the key", async () => {
  const stage = await raise({ bot: "none" });
  expect(await callsOf(stage, () => stage.sandbox.startBot())).toEqual({
    // the bot's own, and Bolt's
    "auth.test": 2,
    // which app it is
    "bots.info": 1,
    "conversations.info": 1,
    "conversations.members": 1,
    "apps.connections.open": 2,
    // any one user: only whether Clerk answers counts
    "users.list": 1,
  });
});

test("a session that is known is ended beside its token, and read back once", async () => {
  const stage = await raise();
  const { message } = await stage.inUse();
  const revoking = await callsOf(stage, async () => {
    await stage.alice.clicks(message, "Revoke");
    await stage.card(/Clerk confirmed it/);
    await stage.directMessage(/Clerk confirmed it/);
  });
  expect(revoking).toMatchObject({ "actor_tokens.revoke": 1, "sessions.revoke": 1, "sessions.list": 1 });
});

test("a session that is not known yet is looked for before it is ended and read back", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.browser().open(stage.clerk.actorTokens[0]?.url ?? "");
  const revoking = await callsOf(stage, async () => {
    await stage.alice.clicks(message, "Revoke");
    await stage.card(/Clerk confirmed it/);
  });
  expect(revoking).toMatchObject({ "actor_tokens.revoke": 1, "sessions.revoke": 1, "sessions.list": 2 });
});

test.each([
  ["carol, who approved it", "carol", {}],
  ["dave, who approves but did not approve this", "dave", { "users.info": 1, "conversations.members": 1 }],
] as const)("a revoke by %s makes these calls and no others", async (_who, person, lookUps) => {
  const stage = await raise();
  await stage.approved();
  await goneFrom(stage, /\[Cancel request\]/);
  const revoking = await callsOf(stage, async () => {
    await stage[person].clicks(await stage.card(/\[Revoke\]/), "Revoke");
    await stage.card(/The link was never opened/);
    await stage.directMessage(/You were allowed to sign in as .*The link was never opened/s);
    await goneFrom(stage, /Open as|Sign-in as/);
  });
  expect(revoking).toEqual({
    ...lookUps,
    "actor_tokens.revoke": 1,
    // alice hears that somebody else ended it, in place of the link's message
    "chat.postMessage": 1,
    "chat.delete": 1,
    // the card; it and alice's new message once more where it takes longer than a moment
    "chat.update": expect.toSatisfy((edits: number) => edits >= 1 && edits <= 3),
  });
});

test("a request, its approval, its link and its revoke make these calls and no others", async () => {
  const stage = await raise();
  const asking = await callsOf(stage, async () => {
    await stage.ask();
    await stage.directMessage(/\[Cancel request\]/);
    await stage.slack.until("alice's command is answered", () =>
      stage.slack.calls.some(({ method, status }) => method === "response_url" && status !== undefined),
    );
  });
  expect(asking).toEqual({
    // alice, and nobody for bob: he was named by his @username
    "users.info": 1,
    "conversations.info": 1,
    "conversations.members": 1,
    // alice by email, bob by username
    "users.list": 2,
    // the card, and alice's direct message
    "chat.postMessage": 2,
    response_url: 1,
  });

  const approving = await callsOf(stage, async () => {
    await stage.carol.clicks(await stage.card(/\[Approve\]/), "Approve");
    await stage.card(/@alice has the link/);
    await goneFrom(stage, /\[Cancel request\]/);
  });
  expect(approving).toEqual({
    // carol, and alice again; the channel as it is now
    "users.info": 2,
    "conversations.info": 1,
    "conversations.members": 1,
    "actor_tokens.create": 1,
    // alice and bob again
    "users.get": 2,
    // the link
    "chat.postMessage": 1,
    // the message that said "waiting"
    "chat.delete": 1,
    // the card; once more where it takes longer than a moment
    "chat.update": expect.toSatisfy((edits: number) => edits === 1 || edits === 2),
  });

  const revoking = await callsOf(stage, async () => {
    await stage.alice.clicks(await stage.directMessage(/\[Revoke\]/), "Revoke");
    await stage.card(/The link was never opened/);
    await stage.directMessage(/The link was never opened/);
  });
  expect(revoking).toEqual({
    "actor_tokens.revoke": 1,
    // the card and the link's message; each once more where it takes longer than a moment
    "chat.update": expect.toSatisfy((edits: number) => edits >= 2 && edits <= 4),
  });
});

test("between the click and the link lie three rounds: all checks at once, the creation, the post", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const inFlight: string[] = [];
  let letThrough = () => {};
  const round = () =>
    new Promise<void>((resolve) => {
      letThrough = resolve;
    });
  let held = round();
  const hold = (name: string) => async (_call: unknown, at: string) => {
    // alice may still be being answered, and messages are brought up to date beside it.
    if (at === "arrived" && !["chat.update", "chat.delete", "response_url"].includes(name)) {
      inFlight.push(name);
      await held;
    }
    return "goes on" as const;
  };
  stage.slack.watch((call, at) => hold(call.method)(call, at));
  stage.clerk.watch((call, at) => hold(String(call.operation))(call, at));
  const nextRound = async (...names: string[]) => {
    await stage.slack.until(`${names} are asked`, () => inFlight.length >= names.length);
    expect(inFlight.toSorted()).toEqual(names);
    inFlight.length = 0;
    const release = letThrough;
    held = round();
    release();
  };
  await stage.carol.clicks(card, "Approve");
  await nextRound("conversations.info", "conversations.members", "users.get", "users.get", "users.info", "users.info");
  await nextRound("actor_tokens.create");
  await nextRound("chat.postMessage");
  await stage.card(/@alice has the link/);
});
