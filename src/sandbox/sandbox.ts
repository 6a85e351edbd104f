// The emulated Slack and Clerk with the real bot between them, for people to run and for tests to use.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../settings/config.js";
import { runInProcess } from "./bot/in-process.js";
import type { Measures } from "./bot/link.js";
import type { RunBot, RunningBot } from "./bot/running-bot.js";
import { channels, ids, people, productUsers, team, userGroups } from "./cast.js";
import { type ClerkInstance, startClerk } from "./clerk/instance.js";
import { MovableClock } from "./clock.js";
import type { Team } from "./slack/state/seed.js";
import { type SlackWorkspace, startSlack } from "./slack/workspace.js";

const maxLogLines = 100_000;

export interface SandboxOptions {
  /** Added to the settings that point the bot at the sandbox. */
  readonly settings?: Environment;
  /** HTTP mode on this port; Socket Mode otherwise. */
  readonly http?: { readonly port: number };
  /** How long the emulated Slack waits for an acknowledgement; 3 s by default, as Slack does. */
  readonly ackPatienceMs?: number;
  /** The product's sign-in page, to which Clerk redirects a sign-in link. */
  readonly signInUrl?: string;
  /** Default: in the sandbox's own process. */
  readonly runBot?: RunBot;
  /** Another workspace than that of the cast, for one of an Enterprise Grid organization. */
  readonly team?: Team;
  /** Requests in ten seconds that Clerk takes, or false for no limit; default: that of a development instance. */
  readonly clerkRateLimit?: number | false;
  /** For a bot whose machine shows another time than Slack and Clerk; default: the same clock. */
  readonly botClock?: MovableClock;
}

export class Sandbox {
  readonly clock: MovableClock;
  readonly slack: SlackWorkspace;
  readonly clerk: ClerkInstance;
  /** The bot's log; only the latest part of a long one. */
  readonly log: string[] = [];
  /** The settings that the bot starts with. */
  settings: Environment;
  readonly folder: string;
  /** The bot's clock: `clock`, unless it was given its own. */
  readonly botClock: MovableClock;
  readonly #runBot: RunBot;
  #bot: RunningBot | undefined;
  #starting: Pick<RunningBot, "kill"> | undefined;

  private constructor(
    parts: Pick<Sandbox, "clock" | "botClock" | "slack" | "clerk" | "settings" | "folder">,
    runBot: RunBot,
  ) {
    this.#runBot = runBot;
    this.clock = parts.clock;
    this.botClock = parts.botClock;
    this.slack = parts.slack;
    this.clerk = parts.clerk;
    this.settings = parts.settings;
    this.folder = parts.folder;
  }

  /** Starts Slack and Clerk on loopback, each on a free port. The bot starts with `startBot`. */
  static async open(options: SandboxOptions = {}): Promise<Sandbox> {
    const { settings = {}, http, ackPatienceMs, signInUrl, clerkRateLimit, runBot = runInProcess } = options;
    const clock = new MovableClock();
    const { botClock = clock } = options;
    const manifest = await readFile(fileURLToPath(new URL("../../manifest.yml", import.meta.url)), "utf8");
    const slack = await startSlack({
      clock,
      manifest,
      seed: { team: options.team ?? team, people, channels, userGroups },
      ...(ackPatienceMs !== undefined && { ackPatienceMs }),
    });
    const clerk = await startClerk({
      clock,
      users: productUsers,
      ...(signInUrl !== undefined && { signInUrl }),
      ...(clerkRateLimit !== undefined && { rateLimit: clerkRateLimit }),
    });
    const folder = await mkdtemp(join(tmpdir(), "understudy-sandbox-"));
    const connected = {
      SLACK_BOT_TOKEN: slack.botToken,
      ...(http === undefined
        ? { SLACK_APP_TOKEN: slack.appToken }
        : { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(http.port) }),
      SLACK_API_URL: slack.url,
      CLERK_SECRET_KEY: clerk.secretKey,
      CLERK_API_URL: clerk.url,
      APPROVAL_CHANNEL: ids.approvals,
      DATABASE_URL: `file:${databaseIn(folder)}`,
      LOG_LEVEL: "debug",
    };
    return new Sandbox({ clock, botClock, slack, clerk, folder, settings: { ...connected, ...settings } }, runBot);
  }

  /** The path of the bot's database file, or the address of another database in its settings. */
  get database(): string {
    return this.settings.DATABASE_URL?.replace(/^file:/, "") ?? databaseIn(this.folder);
  }

  get botRuns(): boolean {
    return this.#bot !== undefined;
  }

  async startBot(): Promise<void> {
    const { settings, botClock: clock } = this;
    const onSpawn = (process: Pick<RunningBot, "kill">) => {
      this.#starting = process;
    };
    const log = (line: string) => this.#keep(line);
    const bot = await this.#runBot({ settings, clock, log, onSpawn }).finally(() => {
      this.#starting = undefined;
    });
    this.#bot = bot;
    void bot.ended?.then(() => {
      if (this.#bot === bot) this.#bot = undefined;
    });
  }

  #keep(line: string): void {
    this.log.push(line);
    if (this.log.length > maxLogLines) this.log.splice(0, maxLogLines / 2);
  }

  /** Resolves when the running bot's process exits; undefined if it has no process of its own. */
  get botEnded(): Promise<void> | undefined {
    return this.#bot?.ended;
  }

  async stopBot(): Promise<void> {
    if (this.#bot === undefined) return;
    await this.#bot.stop();
    this.#bot = undefined;
    // Bolt's `stop` does not wait for the closing handshake, and without one its sockets linger for 30 seconds.
    await this.slack.until("the bot's connections are closed", () => this.slack.sockets.open === 0);
  }

  /** Only for a bot in its own process. Also aborts a start in progress. */
  async killBot(): Promise<void> {
    const bot = this.#bot ?? this.#starting;
    if (bot === undefined) return;
    if (bot.kill === undefined) throw new Error("a bot in the sandbox's own process cannot be killed");
    await bot.kill();
    this.#bot = undefined;
    await this.slack.until("Slack has noticed", () => this.slack.sockets.open === 0);
  }

  /** Resource use of the bot's process. Only for a bot in its own process. */
  async measureBot(): Promise<Measures> {
    if (this.#bot?.measure === undefined) throw new Error("there is no bot with a process of its own");
    return this.#bot.measure();
  }

  async restartBot(): Promise<void> {
    await this.stopBot();
    await this.startBot();
  }

  async close(): Promise<void> {
    await this.stopBot();
    await Promise.all([this.slack.close(), this.clerk.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

const databaseIn = (folder: string) => join(folder, "data", "understudy.db");
