// Another process on the same database file, told what to do and when.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Store } from "../../src/impersonation/ports/store.js";
import { urlOf } from "./scratch.js";

const script = fileURLToPath(new URL("./rival-process.mjs", import.meta.url));

const answer = z.object({
  round: z.number(),
  index: z.number(),
  result: z.unknown().optional(),
  error: z.string().optional(),
});

/** As many connections as a process has, so that no call's time runs out while it waits for one. */
const atOnce = 10;

type Method = Exclude<keyof Store, "close" | "isShared" | "onChanged">;
export type Call = { [M in Method]: readonly [M, ...Parameters<Store[M]>] }[Method];

export class Rival {
  readonly #child: ChildProcess;
  #round = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Started and loaded, with no database open yet. */
  static async start(): Promise<Rival> {
    // Structured clones keep undefined, which says that somebody else was first.
    const child = fork(script, { execArgv: [], serialization: "advanced" });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    await once(child, "message");
    return new Rival(child);
  }

  async open(path: string): Promise<void> {
    await this.#answers([["open", urlOf(path)]], 1);
  }

  /** The results of all calls, in the order of the calls; throws what the first that failed said. */
  async calls(calls: readonly Call[]): Promise<unknown[]> {
    const results: unknown[] = [];
    for (let from = 0; from < calls.length; from += atOnce) {
      const round = calls.slice(from, from + atOnce);
      results.push(...(await this.#answers(round, round.length)));
    }
    return results;
  }

  /** Killed as soon as so many of the calls were answered, in the middle of the others. */
  async killedAfter(answers: number, calls: readonly Call[]): Promise<void> {
    await this.#answers(calls, answers);
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }

  #answers(calls: readonly (Call | readonly ["open", string])[], wanted: number): Promise<unknown[]> {
    this.#round += 1;
    const round = this.#round;
    return new Promise((resolve, reject) => {
      const results: unknown[] = [];
      let missing = wanted;
      const take = (message: unknown) => {
        const { index, result, error, ...said } = answer.parse(message);
        if (said.round !== round) return;
        if (error !== undefined) settle(() => reject(new Error(error)));
        results[index] = result;
        missing -= 1;
        if (missing === 0) settle(() => resolve(results));
      };
      const gone = () => settle(() => reject(new Error("the other process went away")));
      const settle = (end: () => void) => {
        this.#child.off("message", take);
        this.#child.off("exit", gone);
        end();
      };
      this.#child.on("message", take);
      this.#child.on("exit", gone);
      this.#child.send({ round, calls });
    });
  }
}
