// The commands that are no request: status, list, cancel, revoke, and words that are nearly one of them.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** What a person alone is told after typing a command. */
async function told(stage: Stage, id: string, command: string, pattern: RegExp): Promise<string> {
  const person = stage.slack.as(id);
  await person.types(ids.general, command);
  const answer = await stage.told(id, ids.general, pattern);
  expect(answer.ephemeralFor).toBe(id);
  return person.reads(answer);
}

/** The addresses behind "See the card". */
function links(stage: Stage, id: string): string[] {
  const answer = stage.slack.as(id).messages(ids.general).at(-1);
  return [...JSON.stringify(answer?.blocks).matchAll(/"url":"([^"]+)"/g)].flatMap(([, url]) => url ?? []);
}

test("status tells alice what she has open, and carol, who approves, what others have; list also what is over", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await rest(stage);
  const own = await told(stage, ids.alice, "/impersonate status", /Your open requests/);
  expect(own).toMatch(/Your open requests\n.*IMP-1 Waiting for approval.*Bob Brown.*\/impersonate cancel IMP-1/);
  expect(own).not.toMatch(/Everyone/);
  expect(links(stage, ids.alice)).toEqual([
    expect.stringMatching(new RegExp(`/archives/${ids.approvals}/p${card.ts.replace(".", "")}$`)),
  ]);
  expect(await told(stage, ids.carol, "/impersonate STATUS", /IMP-1/)).toMatch(
    /You have no open requests.*\[Request access\].*Everyone else's open requests\n.*IMP-1.*by @alice/s,
  );
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  expect(await told(stage, ids.carol, "/impersonate status", /Link sent/)).toMatch(/\/impersonate revoke IMP-1/);
  await told(stage, ids.alice, "/impersonate revoke", /IMP-1 .*Clerk confirmed/);
  await told(stage, ids.alice, "/impersonate status", /You have no open requests/);
  expect(await told(stage, ids.alice, "/impersonate list", /Your latest requests/)).toMatch(/IMP-1 Revoked/);
  expect(await told(stage, ids.carol, "/impersonate list", /Everyone else's latest/)).toMatch(/IMP-1 Revoked/);
});

test("while Slack does not say whether carol approves, she is shown her own, and told so", async () => {
  const stage = await raise({ settings: { APPROVERS: "carol@acme.example" } });
  await stage.ask();
  stage.slack.fail({ method: "users.info", how: { kind: "error", error: "internal_error" }, times: 1 });
  await told(stage, ids.carol, "/impersonate status", /only your own/);
});

test("cancel takes the only request that waits, or asks which; by id it takes only one that the person may see", async () => {
  const stage = await raise();
  await told(stage, ids.alice, "/impersonate cancel", /None of your requests waits/);
  await stage.ask();
  await stage.ask("/impersonate @beth ticket 2");
  await stage.card(/Beth Blake.*\[Approve\]/s);
  await told(stage, ids.alice, "/impersonate cancel", /Which one.*cancel IMP-2.*Beth Blake.*cancel IMP-1.*Bob Brown/s);
  const unknown = await told(stage, ids.eve, "/impersonate cancel imp-7", /no request IMP-7/);
  const unseen = await told(stage, ids.eve, "/impersonate cancel 2", /no request IMP-2/);
  expect(unseen.replace("IMP-2", "IMP-7")).toBe(unknown);
  await told(stage, ids.carol, "/impersonate cancel IMP-2", /Only the person who asked can cancel/);
  await told(stage, ids.alice, "/impersonate cancel imp2", /IMP-2 .*is canceled/);
  await stage.card(/canceled this request/);
  await told(stage, ids.alice, "/impersonate revoke IMP-1", /Nobody has decided.*\/impersonate cancel IMP-1/);
  await told(stage, ids.alice, "/impersonate cancel", /IMP-1 .*is canceled/);
  await stage.slack.until("both are canceled", () =>
    stage.cards().every((card) => /canceled this request/.test(stage.carol.reads(card))),
  );
});

test("revoke ends access for its person and for an approver, and for nobody else", async () => {
  const stage = await raise();
  const { session } = await stage.inUse();
  await told(stage, ids.eve, "/impersonate revoke IMP-1", /no request IMP-1/);
  expect(session.status).toBe("active");
  await told(stage, ids.alice, "/impersonate cancel IMP-1", /already approved.*\/impersonate revoke IMP-1/);
  await told(stage, ids.dave, "/impersonate revoke IMP-1", /IMP-1 .*Clerk confirmed/);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
  await stage.card(/@dave revoked access/);
  await told(stage, ids.dave, "/impersonate revoke IMP-1", /You revoked access.*See IMP-1/);
});

test("a word that is nearly a command is answered with that command, and a command with a reason is explained", async () => {
  const stage = await raise();
  await told(stage, ids.alice, "/impersonate stauts", /Did you mean \/impersonate status\?/);
  await told(stage, ids.alice, "/impersonate cancle imp-204", /Did you mean \/impersonate cancel IMP-204\?/);
  await told(stage, ids.alice, "/impersonate list prices are wrong", /takes nothing after it.*Nothing was done/);
  expect(stage.cards()).toEqual([]);
  await told(stage, ids.eve, "/impersonate help", /\/impersonate revoke all/);
  const answer = await stage.told(ids.eve, ids.general, /\[Request access\]/);
  await stage.eve.clicks(answer, "Request access");
  await stage.slack.until("eve sees the form", () => stage.eve.modal());
});
