// The bot, or the bare app, with an emulated Slack and Clerk of its own.

import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import type { Environment } from "../../src/settings/config.js";
import { kinds, Program } from "./program.js";

/** Neither is what is measured, where a measure does not say otherwise. */
const noLimits = { CLERK_REQUESTS_PER_10S: "100000", OPEN_REQUESTS_MAX: "1000" };

const opened = new Set<Contestant>();

export class Contestant {
  #program: Program | undefined;
  readonly #replicas: Program[] = [];

  private constructor(
    readonly kind: keyof typeof kinds,
    readonly sandbox: Sandbox,
  ) {}

  /** The program starts with `start`. Clerk has no rate limit until it is given one, and the bot none of its own. */
  static async open(kind: keyof typeof kinds, settings: Environment = {}): Promise<Contestant> {
    const runBot: RunBot = async ({ settings, log, onSpawn: _ }) => {
      const program = await Program.start(kinds[kind], settings, (line) => log(`${line}\n`));
      contestant.#program = program;
      return { stop: () => program.stop(), kill: () => program.kill(), ended: program.exited };
    };
    const sandbox = await Sandbox.open({ runBot, settings: { LOG_LEVEL: "info", ...noLimits, ...settings } });
    const contestant = new Contestant(kind, sandbox);
    opened.add(contestant);
    sandbox.clerk.limitRate(false);
    return contestant;
  }

  /** Resolves with the milliseconds that the start took. */
  async start(settings: Environment = {}): Promise<number> {
    this.sandbox.settings = { ...this.sandbox.settings, ...settings };
    await this.sandbox.startBot();
    return this.program.startMs;
  }

  /** That many more processes beside the one that `start` started. */
  async startReplicas(count: number): Promise<void> {
    const start = () => Program.start(kinds[this.kind], this.sandbox.settings, () => {});
    for (let replica = 0; replica < count; replica += 1) this.#replicas.push(await start());
  }

  /** Also the replicas. */
  async stop(): Promise<void> {
    await Promise.all(this.#replicas.splice(0).map((replica) => replica.stop()));
    await this.sandbox.stopBot();
  }

  get program(): Program {
    if (this.#program === undefined) throw new Error("nothing was started");
    return this.#program;
  }

  /** Slack and Clerk answer after this long. */
  answerAfter(ms: number): void {
    this.sandbox.slack.latencyMs = ms;
    this.sandbox.clerk.latencyMs = ms;
  }

  async close(): Promise<void> {
    opened.delete(this);
    await this.stop();
    await this.sandbox.close();
  }
}

/** Ends what still runs, after an error or an interrupt. */
export async function closeAll(): Promise<void> {
  await Promise.all([...opened].map((contestant) => contestant.close()));
}
