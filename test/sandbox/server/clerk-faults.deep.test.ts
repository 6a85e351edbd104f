// The fault switch for Clerk: what people see while it is on, and after "none".
import { beforeEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import type { ShownCall } from "../../../src/sandbox/contract/backstage.js";
import type { OpenWindow } from "./open-window.js";
import { hasButton } from "./open-window.js";
import { openPage } from "./page-client.js";
import { askedFor, beth, bob, closedFor, linkReady } from "./story.js";

const page = await openPage("in its own process");

beforeEach(() => page.closeWindows());

function latestCall({ backstage }: OpenWindow, what: string): ShownCall | undefined {
  return backstage.calls.find((each) => each.to === "clerk" && each.what === what);
}

/** Ends the request, so that the next test can make one. */
async function revoke(alice: OpenWindow) {
  const message = await alice.fromBot(linkReady);
  await alice.press(alice.withBot.id, message, "Revoke");
  await closedFor(bob, alice);
}

test.each([
  { fault: "plan", outcome: "402", says: /impersonation is not part of your Clerk plan\./s },
  { fault: "limit", outcome: "422", says: /impersonation limit is used up\./s },
] as const)("with $fault no link is made, and after none Retry makes one", async ({ fault, outcome, says }) => {
  const { alice, carol, card } = await askedFor(page);
  await page.ask("faults", { clerk: fault });
  await carol.press(ids.approvals, card, "Approve");
  const failed = await carol.becomes(ids.approvals, card, says);
  expect(hasButton(failed, "Retry")).toBe(true);
  expect(carol.backstage.faults.clerk).toBe(fault);
  const create = await carol.until("the call", () => latestCall(carol, "POST /v1/actor_tokens"));
  expect(create).toMatchObject({ outcome, failed: true });

  await page.ask("faults", { clerk: "none" });
  await carol.press(ids.approvals, failed, "Retry");
  await carol.becomes(ids.approvals, card, /has the link/);
  expect(page.clerk.actorTokens.filter(({ status }) => status === "pending")).toHaveLength(1);
  await revoke(alice);
});

test("with unavailable no link is made and the request stays open, and after none Approve makes one", async () => {
  const { alice, carol, card } = await askedFor(page);
  // What Clerk said for an earlier click no longer counts.
  await page.ask("advance", { ms: 2_001 });
  await page.ask("faults", { clerk: "unavailable" });
  await carol.press(ids.approvals, card, "Approve");
  await carol.message(ids.approvals, /Clerk answered with a server error/);
  expect(latestCall(carol, "GET /v1/users/user_2bob")).toMatchObject({ outcome: "503", failed: true });
  expect(page.clerk.actorTokens.filter(({ status }) => status === "pending")).toEqual([]);

  await page.ask("faults", { clerk: "none" });
  await carol.press(ids.approvals, card, "Approve");
  await carol.becomes(ids.approvals, card, /has the link/);
  await revoke(alice);
});

test("with unavailable no user can be requested, and after none they can", async () => {
  const alice = await page.window(ids.alice);
  await page.ask("faults", { clerk: "unavailable" });
  await alice.types(ids.general, beth.line);
  await alice.message(ids.general, /Clerk .*[Nn]othing was started/s);
  expect(latestCall(alice, "GET /v1/users")).toMatchObject({ outcome: "503", failed: true });
  await page.ask("faults", { clerk: "none" });
  await askedFor(page, beth);
});

test("a switch to another fault ends the one before it", async () => {
  await page.ask("faults", { clerk: "unavailable" });
  await page.ask("faults", { clerk: "plan" });
  const { carol, card } = await askedFor(page);
  await carol.press(ids.approvals, card, "Approve");
  await carol.becomes(ids.approvals, card, /not part of your Clerk plan/);
  await page.ask("faults", { clerk: "none" });
});

test("with slow each answer takes four seconds, and after none no longer", async () => {
  const alice = await page.window(ids.alice);
  const answers = () => alice.conversation(ids.general).messages.length;
  const before = answers();
  await page.ask("faults", { clerk: "slow" });
  await alice.types(ids.general, "/impersonate nobody@customer.example is it slow?");
  await alice.until("an answer", () => answers() === before + 1);
  expect(latestCall(alice, "GET /v1/users")).toMatchObject({ outcome: "200", failed: false });
  expect(latestCall(alice, "GET /v1/users")?.durationMs).toBeGreaterThanOrEqual(3_990);
  await page.ask("faults", { clerk: "none" });
  await alice.types(ids.general, "/impersonate nobody@elsewhere.example is it fast?");
  await alice.until("another", () => answers() === before + 2);
  expect(latestCall(alice, "GET /v1/users")?.durationMs).toBeLessThan(2_000);
});
