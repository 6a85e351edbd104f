// One crash: a flow is played, the bot is killed at a point of it and started anew, and nobody clicks any more.
import { setTimeout as pause } from "node:timers/promises";
import { runInOwnProcess } from "../../../src/sandbox/bot/own-process.js";
import { Sandbox } from "../../../src/sandbox/sandbox.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import { Stage } from "../../flows/stage.js";
import { accessTroubles, leftovers } from "./access.js";
import { type KillPoint, type NthCall, quiet, watchCalls } from "./calls.js";
import type { Flow } from "./flows.js";
import { formTroubles } from "./forms.js";
import { CutOff, Hands } from "./hands.js";
import { recordTroubles } from "./record.js";
import { lookAt, type Scene } from "./scene.js";
import { shownTroubles } from "./shown.js";

/** As far as the clock is moved on, at most, for the bot to mend what it can mend. */
const patienceS = 180;
const stepS = 5;
/** Beyond every deadline of a request, one after the other. */
const allDeadlinesS = 3 * 3_600;

/** The calls of an undisturbed run of the flow's own part, in the order in which they came. */
export async function recorded(flow: Flow): Promise<NthCall[]> {
  return withSandbox(async (stage, posts) => {
    const hands = new Hands(stage, new AbortController().signal);
    await begin(flow, hands);
    const calls: NthCall[] = [];
    watchCalls(stage.sandbox, (call, at) => {
      if (at === "arrived") calls.push(call);
      return "goes on";
    });
    await flow.play(hands);
    await quiet(stage.sandbox);
    const wrong = troubles(lookAt(stage, posts));
    if (wrong.length > 0) throw new Error(`${flow.name}, undisturbed: ${wrong.join("; ")}`);
    return calls;
  });
}

export type Outcome = { readonly reached: false } | { readonly reached: true; readonly troubles: readonly string[] };

/** `lateMs`: how long after an answer the kill comes, in real time. */
export async function crash(flow: Flow, point: KillPoint, lateMs: number): Promise<Outcome> {
  return withSandbox(async (stage, posts) => {
    const { sandbox } = stage;
    const killed = new AbortController();
    const hands = new Hands(stage, killed.signal);
    await begin(flow, hands);
    const unwatch = watchCalls(sandbox, async (call, at) => {
      if (killed.signal.aborted) return "is lost";
      if (call.name !== point.name || call.nth !== point.nth || at !== point.at) return "goes on";
      if (at === "answered") await pause(lateMs);
      await sandbox.killBot();
      killed.abort();
      return at === "arrived" ? "is lost" : "goes on";
    });
    try {
      await flow.play(hands);
      await quiet(sandbox);
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
    }
    unwatch();
    if (!killed.signal.aborted) return { reached: false };
    sandbox.slack.clearFaults();
    sandbox.clerk.clearFaults();
    await sandbox.startBot();
    const soon = await mended(stage, () => troubles(lookAt(stage, posts)));
    stage.clock.advance(allDeadlinesS * 1_000);
    const late = await mended(stage, () => {
      const scene = lookAt(stage, posts);
      return [...leftovers(scene), ...troubles(scene)];
    });
    return { reached: true, troubles: [...soon, ...late.map((each) => `after all deadlines ${each}`)] };
  });
}

function troubles(scene: Scene): string[] {
  return [...accessTroubles(scene), ...shownTroubles(scene), ...recordTroubles(scene), ...formTroubles(scene)];
}

/** What is still wrong when the bot has had the time to mend it. */
async function mended(stage: Stage, look: () => string[]): Promise<string[]> {
  await quiet(stage.sandbox);
  let wrong = look();
  for (let waitedS = 0; waitedS < patienceS && wrong.length > 0; waitedS += stepS) {
    stage.clock.advance(stepS * 1_000);
    await quiet(stage.sandbox);
    wrong = look();
  }
  return wrong;
}

async function begin({ given }: Flow, hands: Hands): Promise<void> {
  await given?.(hands);
  await quiet(hands.stage.sandbox);
}

async function withSandbox<T>(work: (stage: Stage, posts: readonly SeenMessage[]) => Promise<T>): Promise<T> {
  const sandbox = await Sandbox.open({ runBot: runInOwnProcess });
  const posts: SeenMessage[] = [];
  sandbox.slack.on((event) => {
    if (event.kind === "message_posted") posts.push(event.message);
  });
  try {
    await sandbox.startBot();
    return await work(new Stage(sandbox), posts);
  } finally {
    await sandbox.killBot();
    await sandbox.close();
  }
}
