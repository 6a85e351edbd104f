// The real app, and payloads that nobody's client would send: an acknowledgement for each, and nothing that changes.
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain } from "../flows/stage.js";
import { fuzz } from "./fuzz-plan.js";
import { oddActionId, oddClick, oddCommandPayload, oddRequestId, oddSubmission, oddUnasked } from "./odd-payloads.js";
import { WatchedApp } from "./watched-app.js";

afterEach(curtain);

test("whatever a person presses who may not: a word to them alone, and the request waits as before", async () => {
  const app = await WatchedApp.raise();
  const { stage } = app;
  const card = await stage.ask();
  const right = stage.requestIdOf(card);
  const clicks = fc.record({
    by: fc.constantFrom(ids.alice, ids.eve, ids.gus, ids.mallory),
    actionId: oddActionId,
    value: fc.option(fc.oneof(fc.constant(right), oddRequestId), { nil: undefined, freq: 6 }),
    user: fc.option(fc.constantFrom({ team_id: "T0OTHER" }, { name: "carol", username: "carol" }), { nil: {} }),
    team: fc.option(fc.constantFrom({ id: "T0OTHER" }, { domain: "<!channel>" }), { nil: {} }),
  });
  await fuzz("clicks to the app", clicks, async ({ by, actionId, value, user, team }) => {
    // alice may take her own request back, and it would be gone.
    const pressed = by === ids.alice && actionId === "cancel_request" ? "approve" : actionId;
    const answered = app.answers.length;
    const { kind } = await stage.slack
      .as(by)
      .forges(card, { actionId: pressed, user, team, ...(value !== undefined && { value }) });
    expect(kind).toBe("acknowledged");
    await app.answer(by, answered);
    expect(app.cards).toHaveLength(1);
    app.expectCalm();
  });
  await stage.stillPending();
  await app.expectUnharmed();
});

test("whatever comes in the place of a payload: acknowledged, and nothing comes of it but words", async () => {
  const app = await WatchedApp.raise();
  const { slack } = app.stage;
  // Bolt itself stumbles over some of it, which then is told under a reference.
  app.stage.expectsTheUnforeseen = true;
  const payloads = fc.oneof(
    fc.tuple(fc.constant("slash_commands" as const), oddCommandPayload),
    fc.tuple(fc.constant("interactive" as const), fc.oneof(oddClick, oddSubmission, oddUnasked)),
    fc.tuple(fc.constant("slash_commands" as const), oddUnasked),
    // Bolt's client reads an event's type before anybody can look after it.
    fc.tuple(
      fc.constant("events_api" as const),
      oddUnasked.map((body) => ({ ...body, event: { type: "message" } })),
    ),
  );
  await fuzz("payloads to the app", payloads, async ([type, payload]) => {
    const before = app.payloads;
    const { kind } = await slack.sendRaw(type, payload);
    expect(kind).toBe("acknowledged");
    expect(app.payloads).toBe(before + 1);
    app.expectCalm();
  });
  await app.expectUnharmed();
});
