// Ending all live access at once: with a confirmation that says how much, and a report of each.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { auditIn } from "../resilience/faults/record.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

async function confirmation(stage: Stage, id: string, pattern: RegExp) {
  await stage.slack.as(id).types(ids.general, "/impersonate revoke all");
  return stage.told(id, ids.general, pattern);
}

/** What still lets somebody into the product. */
const alive = ({ clerk }: Stage) => [
  ...clerk.sessions.filter(({ status, actor }) => status === "active" && actor !== null),
  ...clerk.actorTokens.filter(({ status }) => status === "pending"),
];

/** alice has a link, and dave is signed in. */
async function twoLive() {
  const stage = await raise();
  await stage.approved();
  await stage.dave.types(ids.general, "/impersonate @beth ticket 2");
  await stage.carol.clicks(await stage.card(/@dave wants to .*\[Approve\]/s), "Approve");
  await stage.card(/@dave has the link/);
  return stage;
}

test("carol revokes everybody's access once she has confirmed how much, and reads what came of each", async () => {
  const stage = await twoLive();
  const question = await confirmation(stage, ids.carol, /everybody's: 2 requests.*IMP-2.*@dave.*IMP-1.*@alice/s);
  expect(JSON.stringify(question.blocks)).toMatch(/"confirm":.*2 requests/);
  await stage.carol.clicks(question, "Revoke all 2", { confirms: false });
  expect(alive(stage)).toHaveLength(2);
  await stage.carol.clicks(question, "Revoke all 2");
  const report = await stage.told(ids.carol, ids.general, /Revoked 2 of 2/);
  expect(stage.carol.reads(report)).toMatch(/Revoked: IMP-[12].*Revoked: IMP-[12]/s);
  expect(report.ts).toBe(question.ts);
  expect(alive(stage)).toEqual([]);
  await stage.slack.until("both cards say so", () =>
    stage.cards().every((card) => /@carol revoked access/.test(stage.carol.reads(card))),
  );
  const revokes = auditIn(stage.sandbox).filter(({ action }) => action === "revoke");
  expect(revokes.map(({ by, outcome }) => [by, outcome])).toEqual([
    [ids.carol, "done"],
    [ids.carol, "done"],
  ]);
});

test("dave, once he approves no more, ends only his own; and a confirmation from before gives him no more than that", async () => {
  const stage = await twoLive();
  const question = await confirmation(stage, ids.dave, /everybody's: 2 requests/);
  stage.slack.kick(ids.approvals, ids.dave);
  await stage.dave.clicks(question, "Revoke all 2");
  await stage.told(ids.dave, ids.general, /Only approvers can do this/);
  expect(alive(stage)).toHaveLength(2);
  await stage.dave.clicks(await confirmation(stage, ids.dave, /all your access: 1 request/), "Revoke all 1");
  await stage.told(ids.dave, ids.general, /Revoked 1 of 1/);
  expect(alive(stage)).toHaveLength(1);
});

test("what Clerk does not confirm is named first, and is said not to be revoked", async () => {
  const stage = await twoLive();
  const [token] = stage.clerk.actorTokens;
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "status", status: 500 } });
  await stage.carol.clicks(await confirmation(stage, ids.carol, /2 requests/), "Revoke all 2");
  const report = await stage.slack.until("carol reads the report", () => {
    // The bot asks Clerk again for a minute before it reports.
    stage.clock.advance(1_000);
    return stage.carol.messages(ids.general).find((message) => /Revoked 0 of 2/.test(stage.carol.reads(message)));
  });
  expect(stage.carol.reads(report)).toMatch(/Not confirmed: 2\. Access may still work.*Not confirmed: IMP-/s);
  expect(token?.status).toBe("pending");
});

test("what is closed by time without Clerk's word is not said to be revoked", async () => {
  const stage = await raise({ settings: { APPROVERS: ids.managers } });
  const startedAt = stage.clock.now();
  await stage.inUse();
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "status", status: 503 } });
  // The link's time, the session's, the tolerance and an hour, less half a minute.
  stage.clock.advance(startedAt + (10 + 30 + 60) * 60_000 + 30_000 - stage.clock.now());
  const question = await confirmation(stage, ids.carol, /1 request/);
  await stage.carol.clicks(question, "Revoke all 1");
  const report = await stage.slack.until("carol reads the report", () => {
    stage.clock.advance(1_000);
    return stage.carol.messages(ids.general).find((message) => /Revoked 0 of 1/.test(stage.carol.reads(message)));
  });
  expect(stage.carol.reads(report)).toMatch(
    /Revoked 0 of 1 request\..*Never confirmed: 1\. Check .*Never confirmed: IMP-1/s,
  );
  await stage.card(/Clerk never confirmed that access ended/);
});

test("eve, who has no access and approves nothing, has nothing to revoke", async () => {
  const stage = await twoLive();
  await confirmation(stage, ids.eve, /You have no access to revoke/);
});
