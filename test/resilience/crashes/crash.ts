// One crash: a flow is played, the bot is killed at a point of it and restarted, and nobody clicks any more.
import { setTimeout as pause } from "node:timers/promises";
import { endLeases } from "../../database/plain.js";
import { accessProblems, leftovers } from "./access.js";
import { People } from "./actions.js";
import { answerProblems } from "./answers.js";
import { type KillPoint, type NthCall, quiet, watchCalls } from "./calls.js";
import type { Flow } from "./flows.js";
import type { Ground } from "./ground.js";
import { recordProblems } from "./record.js";
import { lookAt, type Scene } from "./scene.js";
import { messageProblems } from "./shown.js";

/** So far the clock is moved on, at most, for the bot to mend what it can mend. */
const patienceS = 180;
const stepS = 5;
/** Beyond every deadline of a request, one after the other. */
const allDeadlinesS = 3 * 3_600;

/** The calls of an undisturbed run of the flow's own part, in the order in which they came. */
export async function recorded(flow: Flow, ground: Ground): Promise<NthCall[]> {
  const { sandbox } = ground.stage;
  const people = new People(ground.stage);
  await begin(flow, people);
  const calls: NthCall[] = [];
  const unwatch = watchCalls(sandbox, (call, at) => {
    if (at === "arrived") calls.push(call);
    return "goes on";
  });
  await flow.play(people);
  await quiet(sandbox);
  unwatch();
  const wrong = await problemsAfter(ground, people);
  if (wrong.length > 0) throw new Error(`${flow.name}, undisturbed: ${wrong.join("; ")}`);
  return calls;
}

export interface Crash {
  readonly flow: Flow;
  readonly point: KillPoint;
  /** How long after an answer the kill comes, in real time. */
  readonly lateMs: number;
}

/** What is wrong after it, in sentences; undefined where the flow did not come to the point this time. */
export async function crash({ flow, point, lateMs }: Crash, ground: Ground): Promise<string[] | undefined> {
  const { sandbox } = ground.stage;
  const people = new People(ground.stage);
  await begin(flow, people);
  const die = async (afterMs: number) => {
    if (afterMs > 0) await pause(afterMs);
    await sandbox.killBot();
  };
  let kill: Promise<void> | undefined;
  const unwatch = watchCalls(sandbox, async (call, at) => {
    if (people.areCut) return "is lost";
    if (call.name !== point.name || call.nth !== point.nth || at !== point.at) return "goes on";
    kill = die(at === "answered" ? lateMs : 0).finally(() => people.cut());
    await kill;
    return at === "arrived" ? "is lost" : "goes on";
  });
  try {
    await flow.play(people);
    await quiet(sandbox);
  } catch (error) {
    // A hand that was cut off, or whatever it meets when its bot dies under it.
    if (kill === undefined) throw error;
  } finally {
    unwatch();
  }
  if (kill === undefined) {
    await problemsAfter(ground, people);
    return undefined;
  }
  await kill;
  ground.stage.slack.clearFaults();
  ground.stage.clerk.clearFaults();
  endLeases(sandbox.database);
  await sandbox.startBot();
  return problemsAfter(ground, people);
}

/** What is wrong soon, and what when every deadline is over. */
async function problemsAfter(ground: Ground, { actions }: People): Promise<string[]> {
  const soon = await mended(ground, (scene) => [...problems(scene), ...answerProblems(scene.stage, actions)]);
  ground.stage.clock.advance(allDeadlinesS * 1_000);
  const late = await mended(ground, (scene) => [...leftovers(scene), ...problems(scene)]);
  await ground.tidy();
  return [...soon, ...late.map((each) => `after all deadlines: ${each}`)];
}

function problems(scene: Scene): string[] {
  return [...accessProblems(scene), ...messageProblems(scene), ...recordProblems(scene)];
}

/** What is still wrong when the bot has had the time to mend it. */
async function mended({ stage, posts }: Ground, look: (scene: Scene) => string[]): Promise<string[]> {
  await quiet(stage.sandbox);
  let wrong = look(lookAt(stage, posts));
  for (let waitedS = 0; waitedS < patienceS && wrong.length > 0; waitedS += stepS) {
    stage.clock.advance(stepS * 1_000);
    await quiet(stage.sandbox);
    wrong = look(lookAt(stage, posts));
  }
  return wrong;
}

async function begin({ given }: Flow, people: People): Promise<void> {
  const { slack } = people.stage;
  // A busy machine can lose both connections; the bot dials again within a second.
  await slack.until("the bot is connected", () => slack.sockets.open > 0);
  await given?.(people);
  await quiet(people.stage.sandbox);
}
