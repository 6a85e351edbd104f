// Calls that a watcher pauses or drops: a paused call waits until it is released, a lost one gets no answer.
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Checkpoint, Fate } from "../../src/sandbox/checkpoints.js";
import { actor, bob, raise } from "./clerk/product.js";
import { acme } from "./slack/acme.js";

const post = { channel: "COPEN", text: "hi" };
const tokenRequest = { user_id: bob.id, actor, expires_in_seconds: 600, session_max_duration_in_seconds: 1_800 };

/** A service, a call that changes something, and how often it did; the call resolves with whether it was answered. */
async function slackCall() {
  const { slack, web } = await acme();
  const call = () =>
    web.chat.postMessage(post).then(
      () => true,
      () => false,
    );
  return { service: slack, call, effects: () => slack.messages.length, last: () => slack.calls.at(-1) };
}

async function clerkCall() {
  const { clerk, post: send } = await raise();
  const call = () =>
    send("/actor_tokens", tokenRequest).then(
      () => true,
      () => false,
    );
  return { service: clerk, call, effects: () => clerk.actorTokens.length, last: () => clerk.calls.at(-1) };
}

const services = [
  ["Slack", slackCall],
  ["Clerk", clerkCall],
] as const;

test.each(services)(
  "a call of %s passes a checkpoint on arrival, after its effect, and after its answer",
  async (_name, raised) => {
    const { service, call, effects } = await raised();
    const passed: string[] = [];
    service.watch((_call, at) => {
      passed.push(`${at}: ${effects()}`);
      return "goes on";
    });
    expect(await call()).toBe(true);
    await service.until("it has passed the last checkpoint", () => passed.length === 3);
    expect(passed).toEqual(["arrived: 0", "done: 1", "answered: 1"]);
  },
);

test.each(
  services.flatMap(([name, raised]) => [
    { name, raised, where: "arrived", before: 0 } as const,
    { name, raised, where: "done", before: 1 } as const,
  ]),
)("a call of $name that is paused when it is $where waits until it is released", async ({ raised, where, before }) => {
  const { service, call, effects, last } = await raised();
  let release = (_fate: Fate) => {};
  const held = new Promise<void>((resolve) => {
    service.watch((_call: unknown, at: Checkpoint) => {
      if (at !== where) return "goes on";
      resolve();
      return new Promise<Fate>((resolveFate) => {
        release = resolveFate;
      });
    });
  });
  const answer = call();
  await held;
  expect(await Promise.race([answer, pause(30, "nothing yet")])).toBe("nothing yet");
  expect([effects(), last()?.durationMs]).toEqual([before, undefined]);
  release("goes on");
  expect(await answer).toBe(true);
  expect(effects()).toBe(1);
});

test.each(
  services.flatMap(([name, raised]) => [
    { name, raised, where: "arrived", after: 0 } as const,
    { name, raised, where: "done", after: 1 } as const,
  ]),
)("a call of $name that is lost when it is $where gets no answer", async ({ raised, where, after }) => {
  const { service, call, effects, last } = await raised();
  const stop = service.watch((_call: unknown, at: Checkpoint) => (at === where ? "is lost" : "goes on"));
  expect(await call()).toBe(false);
  expect([effects(), last()?.lost]).toEqual([after, "dropped"]);
  stop();
  expect(await call()).toBe(true);
});
