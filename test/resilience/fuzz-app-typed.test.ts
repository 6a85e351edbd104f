// The real app, and people who type anything at all: an answer for everybody, and a card for what was accepted alone.
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain } from "../flows/stage.js";
import { fuzz } from "./fuzz-plan.js";
import { oddCommand, oddTextUpTo, oddWho } from "./odd-text.js";
import { WatchedApp } from "./watched-app.js";

afterEach(curtain);

/** So that nobody asks too often. */
const betweenAsksMs = 3_100;

const asked = /^Asked #impersonation-approvals to let you sign in as/;

test("whatever is typed: an answer in time, and a card only where the answer says so", async () => {
  const app = await WatchedApp.raise();
  const { slack } = app.stage;
  const askers = fc.oneof(
    { arbitrary: fc.constant(ids.alice), weight: 5 },
    { arbitrary: fc.constantFrom(ids.eve, ids.gus, ids.mallory), weight: 1 },
  );
  await fuzz("commands to the app", fc.tuple(askers, oddCommand), async ([asker, text]) => {
    app.stage.clock.advance(betweenAsksMs);
    const answered = app.answers.length;
    const cards = app.cards.length;
    const { kind } = await slack.as(asker).types(ids.general, `/impersonate ${text}`);
    expect(kind).toBe("acknowledged");
    const words = await app.answer(asker, answered, /^(?!⏳)/);
    expect(app.cards.length - cards).toBe(asked.test(words) ? 1 : 0);
    if (app.cards.length > cards) {
      expect(asker).toBe(ids.alice);
      await app.cancel();
    }
    app.expectCalm();
  });
  await app.expectUnharmed();
});

test("whatever is put into the form: said beside the field or in the form, and a card only where it closes", async () => {
  const app = await WatchedApp.raise();
  const { alice, slack } = app.stage;
  const values = fc.record({
    // As the menu offers it, and as no menu does.
    who: oddWho.map((text) => {
      const value = `email:${text}`.slice(0, 150);
      return { text: { type: "plain_text" as const, text: value.slice(0, 75), emoji: false }, value };
    }),
    reason: oddTextUpTo(1_000).map((text) => text || " "),
    duration: fc.constantFrom("15 minutes", "30 minutes", "1 hour", "2 hours"),
  });
  await fuzz("forms to the app", values, async (typed) => {
    app.stage.clock.advance(betweenAsksMs);
    const opened = app.answers.length;
    const cards = app.cards.length;
    await alice.types(ids.general, "/impersonate");
    await app.answer(ids.alice, opened, /Request access/);
    const form = await slack.until("the form", () => alice.modal());
    const outcome = await alice.submits(form, typed);
    expect(["errors", "acknowledged"]).toContain(outcome.kind);
    const isSent = outcome.kind === "acknowledged" && outcome.form === "closed";
    expect(app.cards.length - cards).toBe(isSent ? 1 : 0);
    for (const open of alice.modals()) await alice.closes(open);
    if (app.cards.length > cards) await app.cancel();
    app.expectCalm();
  });
  await app.expectUnharmed();
});
