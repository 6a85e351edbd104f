// How long the bot's client waits for Clerk, and what it makes of a Clerk that takes longer.
import { expect, onTestFinished, test, vi } from "vitest";
import type { ImpersonationError } from "../../src/impersonation/model/errors.js";
import { bob, order, pendingToken, raise, type Stage } from "./emulated-clerk.js";
import { expectNoSecret, failure } from "./failure.js";
import { type Operation, operations } from "./operations.js";

const silent = { code: "clerk_timeout" };

/** Makes a call that Clerk leaves without an answer, and lets time pass from when Clerk has it until it is given up. */
async function givenUpAfter(ms: number, { clerk }: Stage, name: Operation["name"], call: () => Promise<unknown>) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  // The platform's own timer can't be moved; this one goes by the moved one.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((timeoutMs) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), timeoutMs);
    return controller.signal;
  });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  let error: ImpersonationError | undefined;
  void failure(call()).then((thrown) => {
    error = thrown;
  });
  const heard = await clerk.until("the call is under way", () => clerk.calls.find((one) => one.operation === name));
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect({ error, lost: heard.lost }).toEqual({});
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  return clerk.until("it is given up", () => error, 1_000);
}

test.each(["before", "after"] as const)(
  "a creation that hangs %s its effect is given up after the time that it was given, and is not repeated",
  async (when) => {
    const stage = await raise();
    const { clerk, api } = stage;
    clerk.fail({ operation: "actor_tokens.create", when, how: { kind: "hang" } });
    const error = await givenUpAfter(3_000, stage, "actor_tokens.create", () => api.actorTokens.create(order, 3_000));
    expect(error.problem).toEqual(silent);
    if (when === "before") expect(clerk.actorTokens).toEqual([]);
    else await clerk.until("it had been carried out", () => clerk.actorTokens.length === 1);
    await clerk.until("Clerk sees that", () => clerk.calls[0]?.lost === "abandoned_by_caller");
    expect(clerk.calls).toHaveLength(1);
    expectNoSecret(stage, error);
  },
);

test("a creation that was given up may still be carried out", async () => {
  const stage = await raise();
  const { clerk, api } = stage;
  clerk.fail({ operation: "actor_tokens.create", when: "before", how: { kind: "delay", ms: 300 } });
  const error = await givenUpAfter(3_000, stage, "actor_tokens.create", () => api.actorTokens.create(order, 3_000));
  expect(error.problem).toEqual(silent);
  expect(clerk.actorTokens).toHaveLength(0);
  await clerk.until("it is carried out", () => clerk.actorTokens.length === 1);
});

test("an answer that is late, but in time, counts", async () => {
  const { clerk, api } = await raise();
  clerk.fail({ operation: "users.get", when: "after", how: { kind: "delay", ms: 60 } });
  expect(await api.users.get(bob.id)).toMatchObject({ id: bob.id });
});

test.each(operations.filter(({ name }) => name !== "actor_tokens.create"))(
  "$name is given up after eight seconds without an answer",
  async ({ name, given, does }) => {
    const stage = await raise();
    const id = await given(stage);
    stage.clerk.fail({ operation: name, when: "before", how: { kind: "hang" } });
    const error = await givenUpAfter(8_000, stage, name, () => does(stage.api, id));
    expect(error.problem).toEqual(silent);
  },
);

test("the revocation of a token is given up after the time that it was given", async () => {
  const stage = await raise();
  const id = await pendingToken(stage);
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "hang" } });
  const error = await givenUpAfter(500, stage, "actor_tokens.revoke", () => stage.api.actorTokens.revoke(id, 500));
  expect(error.problem).toEqual(silent);
});
