// The bot dies while somebody waits for it: the next one answers them, and nothing says "Checking…" for ever.
import { afterEach, expect, test } from "vitest";
import { runInProcess } from "../../src/sandbox/bot/in-process.js";
import { runInOwnProcess } from "../../src/sandbox/bot/own-process.js";
import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { ids } from "../../src/sandbox/cast.js";
import { pendingRepliesIn } from "../resilience/faults/record.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** Only the first bot is killed, and a process takes more than a second of CPU to start. */
function firstInOwnProcess(): RunBot {
  let starts = 0;
  return (surroundings) => (starts++ === 0 ? runInOwnProcess : runInProcess)(surroundings);
}

const stage = () => raise({ runBot: firstInOwnProcess() });

/** The bot is killed in the middle of its next call of `method`, and restarted after `meanwhile`. */
async function killedAt(
  on: Stage,
  method: string,
  act: () => Promise<unknown>,
  meanwhile: () => void = () => {},
): Promise<void> {
  on.slack.fail({ method, how: { kind: "hang" } });
  await act();
  await on.slack.until("the call is under way", () => on.slack.calls.some(({ fault }) => fault === "hang"));
  await on.sandbox.killBot();
  on.slack.clearFaults();
  meanwhile();
  await on.sandbox.startBot();
}

const toAlice = {
  method: "chat.postMessage",
  match: ({ channel }: Record<string, unknown>) => channel === ids.alice,
};

const typed = "/impersonate @bob ticket 4821";

test("alice typed a command, and is told that nothing was asked", async () => {
  const on = await stage();
  await killedAt(on, "users.info", () => on.alice.types(ids.general, typed));
  await on.toldDirectly(ids.alice, /stopped while it worked on your request .* Please ask again/);
  expect(on.cards()).toEqual([]);
  await on.ask();
});

test("alice's request was stored already: she is told so, and the card is there", async () => {
  const on = await stage();
  await killedAt(on, "chat.postMessage", () => on.alice.types(ids.general, typed));
  await on.toldDirectly(ids.alice, /Your request is in #impersonation-approvals/);
  await on.card(/\[Approve\] \[Deny\]/);
});

test("alice's request was stored, and lapsed before the bot was back: nobody tells her that it waits", async () => {
  const on = await stage();
  const act = () => on.alice.types(ids.general, typed);
  await killedAt(on, "chat.postMessage", act, () => on.clock.advance(2 * 3_600_000));
  await on.directMessage(/decided on your request .* in time/);
  await on.slack.until("she counts as told", () => pendingRepliesIn(on.sandbox).length === 0);
  expect(
    on.alice
      .directMessages()
      .map((message) => on.alice.reads(message))
      .join(),
  ).not.toMatch(/Your request is in/);
});

test("Slack asks to wait: alice is told as soon as it takes the message", async () => {
  const on = await stage();
  const act = () => on.alice.types(ids.general, typed);
  await killedAt(on, "users.info", act, () =>
    on.slack.fail({ ...toAlice, how: { kind: "rate_limit", retryAfterS: 1 } }),
  );
  await on.toldDirectly(ids.alice, /did not make it. Please ask again/);
  expect(on.slack.calls.filter(({ fault }) => fault === "rate_limit")).toHaveLength(1);
});

test("Slack does not take what alice is told: carol is told all the same, and the next start tells alice", async () => {
  const on = await stage();
  const card = await on.ask();
  await on.directMessage(/\[Cancel request\]/);
  on.slack.fail({ method: "users.info", how: { kind: "hang" } });
  const act = async () => {
    await on.alice.types(ids.general, "/impersonate @dave ticket 4822");
    await on.carol.clicks(card, "Approve");
    await on.slack.until(
      "both are under way",
      () => on.slack.calls.filter(({ fault }) => fault === "hang").length === 2,
    );
  };
  await killedAt(on, "users.info", act, () =>
    on.slack.fail({ ...toAlice, how: { kind: "error", error: "restricted_action" } }),
  );
  await on.toldDirectly(ids.carol, /stopped while it worked on what you clicked/);
  await on.slack.until("alice was not", () => on.slack.calls.some(({ fault }) => fault === "error"));
  await on.sandbox.restartBot();
  await on.toldDirectly(ids.alice, /did not make it. Please ask again/);
  await on.slack.until("nobody is left to be told", () => pendingRepliesIn(on.sandbox).length === 0);
});

test("the form that alice sent says that nothing was asked", async () => {
  const on = await stage();
  await on.alice.types(ids.general, "/impersonate @bob");
  const form = await on.slack.until("the form is open", () => on.alice.modal());
  await killedAt(on, "users.info", () => on.alice.submits(form, { reason: "ticket 4821" }));
  await on.slack.until("the form says so", () => {
    const modal = on.alice.modal();
    return modal !== undefined && /did not make it/.test(on.alice.reads(modal));
  });
});

test("the form that alice sent, whose request lapsed meanwhile, no longer says that it is being checked", async () => {
  const on = await stage();
  await on.alice.types(ids.general, "/impersonate @bob");
  const form = await on.slack.until("the form is open", () => on.alice.modal());
  const act = () => on.alice.submits(form, { reason: "ticket 4821" });
  await killedAt(on, "chat.postMessage", act, () => on.clock.advance(2 * 3_600_000));
  await on.slack.until("the form says so", () => {
    const modal = on.alice.modal();
    return modal !== undefined && /Your request was made/.test(on.alice.reads(modal));
  });
});

test("carol clicked Approve, and is told to look at the card, which is as it was", async () => {
  const on = await stage();
  const card = await on.ask();
  await on.directMessage(/\[Cancel request\]/);
  await killedAt(on, "users.info", () => on.carol.clicks(card, "Approve"));
  await on.toldDirectly(ids.carol, /stopped while it worked on what you clicked .* Press again/);
  await on.stillPending();
  await on.carol.clicks(await on.card(/\[Approve\]/), "Approve");
  await on.card(/@alice has the link/);
});

test("nobody is told anything where the bot was stopped in peace", async () => {
  const on = await stage();
  await on.approved();
  await on.sandbox.stopBot();
  const before = on.carol.directMessages().length + on.alice.directMessages().length;
  await on.sandbox.startBot();
  await on.ask("/impersonate @dave ticket 4822");
  await on.slack.until("alice has one message more", () => on.alice.directMessages().length > before);
  expect(on.carol.directMessages().length + on.alice.directMessages().length).toBe(before + 1);
});
