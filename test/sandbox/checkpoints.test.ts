// Calls that are held up on their way: nothing comes of one before it is let go, and nothing at all of one that is lost.
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Checkpoint, Fate } from "../../src/sandbox/checkpoints.js";
import { actor, bob, raise } from "./clerk/product.js";
import { acme } from "./slack/acme.js";

const post = { channel: "COPEN", text: "hi" };
const order = { user_id: bob.id, actor, expires_in_seconds: 600, session_max_duration_in_seconds: 1_800 };

/** Each service with a call that changes something, how often it did, and whether the caller got an answer. */
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
    send("/actor_tokens", order).then(
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
  "a call of %s passes on pendingReply, after its effect, and after its answer",
  async (_name, raised) => {
    const { service, call, effects } = await raised();
    const passed: string[] = [];
    service.watch((_call, at) => {
      passed.push(`${at}: ${effects()}`);
      return "goes on";
    });
    expect(await call()).toBe(true);
    await service.until("it has passed the last one", () => passed.length === 3);
    expect(passed).toEqual(["arrived: 0", "done: 1", "answered: 1"]);
  },
);

test.each(
  services.flatMap(([name, raised]) => [
    { name, raised, where: "arrived", before: 0 } as const,
    { name, raised, where: "done", before: 1 } as const,
  ]),
)(
  "a call of $name that is held where it is $where stands still until it is let go",
  async ({ raised, where, before }) => {
    const { service, call, effects, last } = await raised();
    let letGo = (_fate: Fate) => {};
    const held = new Promise<void>((resolve) => {
      service.watch((_call: unknown, at: Checkpoint) => {
        if (at !== where) return "goes on";
        resolve();
        return new Promise<Fate>((release) => {
          letGo = release;
        });
      });
    });
    const answer = call();
    await held;
    expect(await Promise.race([answer, pause(30, "nothing yet")])).toBe("nothing yet");
    expect([effects(), last()?.durationMs]).toEqual([before, undefined]);
    letGo("goes on");
    expect(await answer).toBe(true);
    expect(effects()).toBe(1);
  },
);

test.each(
  services.flatMap(([name, raised]) => [
    { name, raised, where: "arrived", after: 0 } as const,
    { name, raised, where: "done", after: 1 } as const,
  ]),
)("a call of $name that is lost where it is $where gets no answer", async ({ raised, where, after }) => {
  const { service, call, effects, last } = await raised();
  const stop = service.watch((_call: unknown, at: Checkpoint) => (at === where ? "is lost" : "goes on"));
  expect(await call()).toBe(false);
  expect([effects(), last()?.lost]).toEqual([after, "dropped"]);
  stop();
  expect(await call()).toBe(true);
});
