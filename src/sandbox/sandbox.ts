// The emulated workspace and the emulated Clerk with the real bot between them: what people run, and what tests use.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bot, startBot } from "../app.js";
import { type Environment, readConfig } from "../config.js";
import { createLog } from "../log.js";
import { channels, ids, people, productUsers, team, userGroups } from "./cast.js";
import { type ClerkInstance, startClerk } from "./clerk/instance.js";
import { MovableClock } from "./clock.js";
import { type SlackWorkspace, startSlack } from "./slack/workspace.js";

export interface SandboxOptions {
  /** On top of the settings that point the bot at the sandbox. */
  readonly settings?: Environment;
  /** HTTP mode on this port; Socket Mode otherwise. */
  readonly http?: { readonly port: number };
  /** How long the emulated Slack waits for an acknowledgement; Slack's 3 s unless given. */
  readonly ackPatienceMs?: number;
}

export class Sandbox {
  readonly clock: MovableClock;
  readonly slack: SlackWorkspace;
  readonly clerk: ClerkInstance;
  /** Everything that the bot has logged. */
  readonly log: string[] = [];
  /** What the bot was started with. */
  settings: Environment;
  readonly folder: string;
  #bot: Bot | undefined;

  private constructor(parts: Pick<Sandbox, "clock" | "slack" | "clerk" | "settings" | "folder">) {
    this.clock = parts.clock;
    this.slack = parts.slack;
    this.clerk = parts.clerk;
    this.settings = parts.settings;
    this.folder = parts.folder;
  }

  /** Starts Slack and Clerk on loopback, each on a free port. The bot comes with `startBot`. */
  static async open({ settings = {}, http, ackPatienceMs }: SandboxOptions = {}): Promise<Sandbox> {
    const clock = new MovableClock();
    const manifest = await readFile(fileURLToPath(new URL("../../manifest.yml", import.meta.url)), "utf8");
    const slack = await startSlack({
      clock,
      manifest,
      seed: { team, people, channels, userGroups },
      ...(ackPatienceMs !== undefined && { ackPatienceMs }),
    });
    const clerk = await startClerk({ clock, users: productUsers });
    const folder = await mkdtemp(join(tmpdir(), "understudy-sandbox-"));
    return new Sandbox({
      clock,
      slack,
      clerk,
      folder,
      settings: {
        SLACK_BOT_TOKEN: slack.botToken,
        ...(http === undefined
          ? { SLACK_APP_TOKEN: slack.appToken }
          : { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(http.port) }),
        SLACK_API_URL: slack.url,
        CLERK_SECRET_KEY: clerk.secretKey,
        CLERK_API_URL: clerk.url,
        APPROVAL_CHANNEL: ids.approvals,
        DATABASE_URL: `file:${join(folder, "data", "understudy.db")}`,
        LOG_LEVEL: "debug",
        ...settings,
      },
    });
  }

  async startBot(): Promise<void> {
    const reading = readConfig(this.settings);
    if (!reading.ok) throw new Error(reading.problems.join("\n"));
    const log = createLog(reading.config.logLevel, { write: (line) => this.log.push(line) }, () => this.clock.now());
    this.#bot = await startBot(reading.config, this.clock, log);
  }

  async stopBot(): Promise<void> {
    if (this.#bot === undefined) return;
    await this.#bot.stop();
    this.#bot = undefined;
    // Bolt's `stop` does not wait for the closing handshake, and without one its sockets linger for 30 seconds.
    await this.slack.until("the bot's connections are closed", () => this.slack.sockets.open === 0);
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
