// One small world: Slack, Clerk, a database and the bot between them, in which nothing moves unless it is moved.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rules } from "../../../src/impersonation/model/settings.js";
import { createLog } from "../../../src/runtime/log.js";
import { channels, ids, people, productUsers, team } from "../../../src/sandbox/cast.js";
import type { Browser } from "../../../src/sandbox/clerk/browser.js";
import { type ClerkInstance, startClerk } from "../../../src/sandbox/clerk/instance.js";
import { type SlackWorkspace, startSlack } from "../../../src/sandbox/slack/workspace.js";
import type { RenderContext } from "../../../src/slack/messages/request/card.js";
import { endLeases } from "../../database/plain.js";
import { newSchema, postgresUrl } from "../../database/scratch-schema.js";
import { urlOf } from "../../db/scratch.js";
import { Ledger } from "../ledger.js";
import { Bot } from "./bot.js";
import { StandingClock } from "./clocks.js";
import { Witness } from "./witness.js";

const manifest = readFileSync(new URL("../../../manifest.yml", import.meta.url), "utf8");
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
/** Monday, 5 January 2026, 14:00 UTC. */
const t0 = Date.UTC(2026, 0, 5, 14);

const nobody = { userIds: [], groupIds: [], emails: [] };
const rules = {
  approvers: nobody,
  requesters: nobody,
  protectedSubjects: { userIds: [], emails: [], domains: [] },
  actorFallback: "refuse",
  requestTtlMs: hour,
  linkTtlMs: 10 * minute,
  sessionMs: 30 * minute,
  sessionMaxMs: 2 * hour,
  sessionPollMs: 15 * second,
  clerkRequestsPer10s: 100,
  openRequestsMax: 5,
  reason: { pattern: null, hint: null, ticketUrl: null },
  teamId: team.id,
} as const satisfies Omit<Rules, "botUserId">;

export const renderContext: RenderContext = {
  approvalChannel: ids.approvals,
  approverGroups: [],
  development: true,
  reason: rules.reason,
  workspaceUrl: "https://acme.slack.com/",
};

/** So many steps without a moment going by: it goes round and round. */
const mostStepsAtAStand = 5_000;

/** Which of so many goes first. */
export type Pick = (count: number) => number;
export const oldestFirst: Pick = () => 0;

/** What the parts of a world stand on. */
interface Ground {
  readonly folder: string;
  readonly path: string;
  /** True time, by which Slack and Clerk go. */
  readonly clock: StandingClock;
  readonly botClock: StandingClock;
  readonly slack: SlackWorkspace;
  readonly clerk: ClerkInstance;
  readonly log: string[];
  readonly startBot: () => Promise<Bot>;
}

export class World {
  readonly clock: StandingClock;
  readonly botClock: StandingClock;
  readonly slack: SlackWorkspace;
  readonly clerk: ClerkInstance;
  readonly log: readonly string[];
  readonly ledger: Ledger;
  /** By how much the bot's clock is wrong in this story, once it was set. */
  wrongMs: number | undefined;
  readonly witness: Witness;
  readonly browsers: Browser[] = [];
  /** What was done and what the bot did, for reading about a failure. */
  readonly diary: string[] = [];
  /** Where messages stood that somebody removed. */
  readonly removed = new Set<string>();
  /** How often somebody asked: each is a payload of its own. */
  asked = 0;
  readonly #ground: Ground;
  bot: Bot;

  private constructor(ground: Ground, bot: Bot) {
    this.#ground = ground;
    this.bot = bot;
    this.clock = ground.clock;
    this.botClock = ground.botClock;
    this.slack = ground.slack;
    this.clerk = ground.clerk;
    this.log = ground.log;
    this.ledger = new Ledger(ground.path);
    this.witness = new Witness(this.slack, this.clerk, this.ledger);
  }

  static async open(): Promise<World> {
    const clock = new StandingClock(t0);
    const botClock = new StandingClock(t0);
    const slack = await startSlack({ clock, manifest, seed: { team, people, channels } });
    const clerk = await startClerk({ clock, users: productUsers, rateLimit: false });
    const folder = mkdtempSync(join(tmpdir(), "understudy-model-"));
    const path = postgresUrl === undefined ? join(folder, "understudy.db") : newSchema();
    const log: string[] = [];
    let requests = 0;
    const startBot = () =>
      Bot.start({
        slack,
        clerk,
        databaseUrl: urlOf(path),
        rules: { ...rules, botUserId: slack.bot.userId },
        renderContext,
        clock: botClock,
        log: createLog("debug", { write: (line) => log.push(line) }, () => botClock.now()),
        newRequestId: () => `req_${++requests}`,
      });
    return new World({ folder, path, clock, botClock, slack, clerk, log, startBot }, await startBot());
  }

  /** Time goes by for everybody. */
  pass(ms: number): void {
    this.clock.move(ms);
    this.botClock.move(ms);
  }

  /** Lets the bot do one step; false where it has nothing to do before time goes by. */
  async turn(pick: Pick): Promise<boolean> {
    const rang = [this.clock.ring(), this.botClock.ring()].includes(true);
    await macrotask();
    const { gate } = this.bot;
    const moved = await gate.next(pick);
    await macrotask();
    this.diary.push(...gate.trail.splice(0).map((name) => `    ${name}`));
    return moved || rang;
  }

  /** Lets the bot do all that it can do before time goes by. */
  async rest(pick: Pick): Promise<void> {
    for (let steps = 0; await this.turn(pick); steps++) {
      if (steps > mostStepsAtAStand) throw new Error("The bot goes round and round while its clock stands");
    }
  }

  /** Lets time go by until the next moment that the bot waits for, but no longer than `mostMs`. */
  async goOn(mostMs: number): Promise<void> {
    this.pass(Math.max(0, Math.min(mostMs, this.botClock.nextInMs)));
    await this.rest(oldestFirst);
  }

  async kill(): Promise<void> {
    await this.bot.kill();
    await this.#restart();
  }

  async restart(): Promise<void> {
    let stopped = false;
    const stop = this.bot.stop().then(() => {
      stopped = true;
    });
    await this.rest(oldestFirst);
    while (!stopped) await this.goOn(15 * second);
    await stop;
    await this.#restart();
  }

  async close(): Promise<void> {
    await this.bot.kill();
    this.ledger.close();
    await Promise.all([this.slack.close(), this.clerk.close()]);
    rmSync(this.#ground.folder, { recursive: true, force: true });
  }

  async #restart(): Promise<void> {
    this.botClock.forget();
    endLeases(this.#ground.path);
    this.bot = await this.#ground.startBot();
  }
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
