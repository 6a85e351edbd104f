// How the sandbox runs the real bot, whether in its own process or in another.
import type { Environment } from "../../config.js";
import type { MovableClock } from "../clock.js";
import type { Measures } from "./link.js";

export interface RunningBot {
  /** As on SIGTERM: finishes what is under way. */
  stop(): Promise<void>;
  /** As on SIGKILL: finishes nothing. Missing where the bot shares the sandbox's process. */
  readonly kill?: () => Promise<void>;
  /** Missing where the bot shares the sandbox's process. */
  readonly measure?: () => Promise<Measures>;
  /** Resolves when its process is over, for whatever reason; missing where it has none of its own. */
  readonly ended?: Promise<void>;
}

interface BotOptions {
  readonly settings: Environment;
  readonly clock: MovableClock;
  /** Hears every line that the bot logs. */
  readonly log: (line: string) => void;
  /** Hears of its process as soon as there is one, which is before it runs. */
  readonly onSpawn?: (process: Required<Pick<RunningBot, "kill">>) => void;
}

/** Resolves once the bot runs; rejects with what kept it from starting. */
export type RunBot = (options: BotOptions) => Promise<RunningBot>;
