// Payloads that are no command, click or form: events, shortcuts and what is asked while somebody types.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { overHttp } from "./http-stage.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const overSockets = async () => ({ stage: await raise() });

const logged = ({ sandbox }: Stage, pattern: RegExp) => sandbox.log.filter((line) => pattern.test(line));

function common({ slack }: Stage) {
  return { user: { id: ids.alice }, team: { id: slack.team.id }, api_app_id: slack.bot.appId };
}

const typing = { type: "block_suggestion", action_id: "unknown", block_id: "unknown", value: "bob" };
const shortcut = { type: "shortcut", callback_id: "unknown", trigger_id: "1.1.abc" };

test.each([
  ["Socket Mode", overSockets],
  ["HTTP", overHttp],
])(
  "over %s, whatever no listener matches is acknowledged and logged, and nobody is written to who does not wait",
  async (_line, start) => {
    const { stage } = await start();
    const { slack } = stage;
    expect(await stage.alice.opensHome()).toMatchObject({ kind: "acknowledged" });
    expect(logged(stage, / debug event .*type=app_home_opened/)).toHaveLength(1);
    expect(await slack.sendRaw("interactive", { ...common(stage), ...typing })).toMatchObject({
      kind: "acknowledged",
      body: { options: [] },
    });
    await rest(stage);
    expect(slack.messages).toEqual([]);
    expect(await slack.sendRaw("interactive", { ...common(stage), ...shortcut })).toMatchObject({
      kind: "acknowledged",
    });
    await stage.toldDirectly(ids.alice, /does not know this button or shortcut/);
    expect(logged(stage, /unhandled payload: no listener matched/)).toHaveLength(2);
  },
);

test("an event, a shortcut and a search of another workspace are refused; only who ran the shortcut is told", async () => {
  const stage = await raise();
  const { slack } = stage;
  const other = { ...common(stage), team: { id: "T0OTHER" } };
  const event = { type: "app_home_opened", user: ids.alice, channel: "D0", tab: "home", event_ts: "1.000001" };
  const foreignEvent = {
    type: "event_callback",
    event_id: "Ev1",
    team_id: "T0OTHER",
    api_app_id: slack.bot.appId,
    event,
  };
  expect(await slack.sendRaw("events_api", foreignEvent)).toMatchObject({ kind: "acknowledged" });
  const search = await slack.sendRaw("interactive", { ...other, ...typing });
  expect(search).toMatchObject({ kind: "acknowledged", body: { options: [] } });
  await rest(stage);
  expect(slack.messages).toEqual([]);
  await slack.sendRaw("interactive", { ...other, ...shortcut });
  await stage.toldDirectly(ids.alice, /serves one workspace, and this came from another/);
  expect(logged(stage, / warn payload refused: from another workspace or app /)).toHaveLength(3);
});

test("an event and a shortcut that Slack delivers twice count once", async () => {
  const stage = await raise();
  stage.slack.sockets.duplicateNext();
  await stage.alice.opensHome();
  stage.slack.sockets.duplicateNext();
  await stage.alice.runsShortcut("request_access");
  await rest(stage);
  expect(logged(stage, /duplicate payload ignored/)).toHaveLength(2);
});
