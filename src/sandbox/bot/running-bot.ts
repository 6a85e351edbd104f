// The interface of a running bot, in the sandbox's process or in its own.
import type { Environment } from "../../settings/config.js";
import type { MovableClock } from "../clock.js";
import type { Measures } from "./link.js";

export interface RunningBot {
  /** As on SIGTERM: finishes work in progress. */
  stop(): Promise<void>;
  /** As on SIGKILL. Missing if the bot shares the sandbox's process. */
  readonly kill?: () => Promise<void>;
  /** Missing if the bot shares the sandbox's process. */
  readonly measure?: () => Promise<Measures>;
  /** Resolves when its process exits, for any reason; missing if the bot shares the sandbox's process. */
  readonly ended?: Promise<void>;
}

interface BotOptions {
  readonly settings: Environment;
  readonly clock: MovableClock;
  /** Called with every line that the bot logs. */
  readonly log: (line: string) => void;
  /** Called as soon as the process exists, before the bot runs. */
  readonly onSpawn?: (process: Required<Pick<RunningBot, "kill">>) => void;
}

/** Resolves once the bot runs; rejects if it cannot start. */
export type RunBot = (options: BotOptions) => Promise<RunningBot>;
