// The fault switch for Slack: what people see while it is on, and after "none".
import { beforeEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import type { ActionOutput } from "../../../src/sandbox/contract/actions.js";
import { openPage } from "./page-client.js";
import { asked, askedFor, beth, bob } from "./story.js";

const page = await openPage("in this process");

beforeEach(() => page.closeWindows());

/** Slack's timeout runs on the sandbox's clock, which is moved once the bot has received the payload. */
async function unacknowledged<T extends ActionOutput<"type" | "press">>(action: () => Promise<T>): Promise<T> {
  const sent = new Promise<void>((resolve) => {
    const stop = page.slack.on(({ kind }) => {
      if (kind !== "payload_sent") return;
      stop();
      resolve();
    });
  });
  const outcome = action();
  await sent;
  await page.slack.until("Slack waits for an acknowledgement", () => page.live.sandbox.clock.expects(3_000, 2_000));
  await page.ask("advance", { ms: 3_000 });
  return outcome;
}

test("with lost acknowledgements a command times out for the person who typed it, but its request is made", async () => {
  const [alice, carol] = [await page.window(ids.alice), await page.window(ids.carol)];
  await page.ask("faults", { slack: "acks_lost" });
  expect(await unacknowledged(() => alice.types(ids.general, bob.line))).toEqual({ outcome: "operation_timeout" });
  await alice.message(ids.general, /failed with the error "operation_timeout"/);
  await carol.message(ids.approvals, asked);
});

test("with lost acknowledgements a button shows a warning, but its press counts", async () => {
  const carol = await page.window(ids.carol);
  const card = await carol.message(ids.approvals, asked);
  expect(await unacknowledged(() => carol.press(ids.approvals, card, "Approve"))).toEqual({
    outcome: "warning_triangle",
  });
  await carol.message(ids.approvals, /has the link/);
});

test("after none, commands and buttons are acknowledged again", async () => {
  const [alice, carol] = [await page.window(ids.alice), await page.window(ids.carol)];
  await page.ask("faults", { slack: "none" });
  expect(await alice.types(ids.general, "/impersonate help")).toEqual({ outcome: "acknowledged" });
  const card = await carol.message(ids.approvals, /has the link/);
  expect(await carol.press(ids.approvals, card, "Revoke")).toEqual({ outcome: "acknowledged" });
});

test("with a rate limit no message arrives, and after none the waiting one does", async () => {
  const [alice, carol] = [await page.window(ids.alice), await page.window(ids.carol)];
  await page.ask("faults", { slack: "rate_limited" });
  await alice.types(ids.general, beth.line);
  const limited = await carol.until("a refused post", () =>
    carol.backstage.calls.find(({ what, failed }) => what.startsWith("chat.postMessage") && failed),
  );
  expect(limited.outcome).toBe("429 (rate limit)");
  expect(carol.conversation(ids.approvals).messages.filter(({ text }) => text.includes(beth.name))).toEqual([]);
  await page.ask("faults", { slack: "none" });
  await page.ask("advance", { ms: 5_000 });
  await carol.message(ids.approvals, /wants to sign in as Beth Blake/);
});

test("with a rate limit a card is not updated, and after none it is", async () => {
  const { carol, card } = await askedFor(page);
  await page.ask("faults", { slack: "rate_limited" });
  await carol.press(ids.approvals, card, "Deny");
  const form = await carol.modal("Deny request");
  await page.ask("submit", { as: ids.carol, viewId: form.viewId, values: {} });
  await carol.until("that it is denied", () => carol.backstage.requests.some(({ status }) => status === "denied"));
  await carol.until("a refused edit", () =>
    carol.backstage.calls.find(({ what, outcome }) => what.startsWith("chat.update") && outcome?.startsWith("429")),
  );
  expect(carol.now(ids.approvals, card)?.text).toMatch(/Waiting for approval/);
  await page.ask("faults", { slack: "none" });
  await page.ask("advance", { ms: 5_000 });
  await carol.becomes(ids.approvals, card, /denied/);
});
