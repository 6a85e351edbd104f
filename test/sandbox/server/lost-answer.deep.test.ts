// The one Clerk fault that takes ten seconds: it makes the link, and its answer is lost.
import { expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import type { ShownMessage } from "../../../src/sandbox/contract/workspace.js";
import { hasButton } from "./open-window.js";
import { openPage } from "./page-client.js";
import { askedFor } from "./story.js";

const page = await openPage("in its own process");

const hasRetry = (card: ShownMessage | undefined) => card !== undefined && hasButton(card, "Retry") && card;

test("with a lost answer the card says that a link may exist, and after none Retry makes the one that counts", async () => {
  const { alice, carol, card } = await askedFor(page);
  await page.ask("faults", { clerk: "answer_lost" });
  await carol.press(ids.approvals, card, "Approve");
  await carol.until("that a token was made", () => carol.backstage.actorTokens.length === 1);
  const failed = await carol.until("the card with Retry", () => hasRetry(carol.now(ids.approvals, card)), 15_000);
  expect(failed.text).toMatch(/Clerk did not answer\. A link may have been created. Nobody has it/);
  expect(carol.backstage.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
  expect(alice.everything).not.toContain("ticket=");
  const lost = carol.backstage.calls.find(({ what }) => what === "POST /v1/actor_tokens");
  expect(lost).toMatchObject({ outcome: "abandoned by caller", failed: true });

  await page.ask("faults", { clerk: "none" });
  await carol.press(ids.approvals, failed, "Retry");
  await carol.until("that alice has the link", () => /has the link/.test(carol.now(ids.approvals, card)?.text ?? ""));
  await alice.until("the link", () => alice.everything.includes("ticket="));
}, 30_000);
