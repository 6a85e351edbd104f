// Every call that the bot makes, told apart by what it is for, which is the same in each run of a flow.

import { ids } from "../../../src/sandbox/cast.js";
import { type Checkpoint, checkpoints, type Fate } from "../../../src/sandbox/checkpoints.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { postgresUrl } from "../../database/scratch-schema.js";

/** The `nth` call of that name, from 1. */
export interface NthCall {
  readonly name: string;
  readonly nth: number;
}

export interface KillPoint extends NthCall {
  readonly flow: string;
  readonly at: Checkpoint;
}

const moments = {
  arrived: "on arrival",
  done: "after the effect",
  answered: "after the answer",
} as const satisfies Record<Checkpoint, string>;

export function nameOf({ flow, name, nth, at }: KillPoint): string {
  return `${flow}: ${name} ${nth}, ${moments[at]}`;
}

export function pointsOf(flow: string, calls: readonly NthCall[]): KillPoint[] {
  return calls.flatMap((call) => checkpoints.map((at) => ({ flow, ...call, at })));
}

/** Has `hold` decide on each call from now on, at each of its checkpoints. Returns a function that ends it. */
export function watchCalls(sandbox: Sandbox, hold: (call: NthCall, at: Checkpoint) => Fate | Promise<Fate>) {
  const counts = new Map<string, number>();
  const known = new WeakMap<object, NthCall>();
  const numbered = (call: object, name: string): NthCall => {
    const before = known.get(call);
    if (before !== undefined) return before;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const numberedCall = { name, nth };
    known.set(call, numberedCall);
    return numberedCall;
  };
  // A call that was under way before has no number: it belongs to what came before.
  const early = new WeakSet<object>([...sandbox.slack.calls, ...sandbox.clerk.calls]);
  const stops = [
    sandbox.slack.watch((call, at) =>
      early.has(call) ? "goes on" : hold(numbered(call, slackName(call.method, call.args)), at),
    ),
    sandbox.clerk.watch((call, at) => {
      const name = ["clerk", call.operation ?? call.path, ...Object.keys(call.query)].join(" ");
      return early.has(call) ? "goes on" : hold(numbered(call, name), at);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

const places: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ids).map(([name, id]) => [id, name]),
);

function slackName(method: string, { channel, user }: Record<string, unknown>): string {
  const target = [channel, user].find((each) => typeof each === "string");
  if (typeof target !== "string") return method;
  return `${method} ${places[target] ?? (target.startsWith("D") ? "direct" : target)}`;
}

/** On a server several statements take longer, and no call is under way meanwhile. */
const quietMs = postgresUrl === undefined ? 120 : 300;

/** Resolves once nothing has been under way for a moment. */
export async function quiet(sandbox: Sandbox): Promise<void> {
  const { slack, clerk } = sandbox;
  let since = performance.now();
  let seen = -1;
  await slack.until(
    "the bot rests",
    () => {
      const calls = slack.calls.length + clerk.calls.length;
      const busy = [...slack.calls, ...clerk.calls].some(
        ({ durationMs, lost }) => durationMs === undefined && lost === undefined,
      );
      if (busy || calls !== seen) since = performance.now();
      seen = calls;
      return performance.now() - since >= quietMs;
    },
    30_000,
  );
}
