// The sandbox behind the page: starts, resets, kills and restarts its bot, and notifies watchers of each change.
import { SqliteError } from "better-sqlite3";
import { runInOwnProcess } from "../bot/own-process.js";
import type { RunBot } from "../bot/running-bot.js";
import { people } from "../cast.js";
import type { Backstage } from "../contract/backstage.js";
import type { FirstSteps } from "../contract/first-steps.js";
import type { Workspace } from "../contract/workspace.js";
import { InvalidAction } from "../invalid-action.js";
import { Sandbox } from "../sandbox.js";
import type { Person } from "../slack/person.js";
import { BotRecord } from "./bot-record.js";
import { FaultSwitches } from "./fault-switches.js";
import { ReadMarks } from "./read-marks.js";
import { Revisions } from "./revisions.js";
import { Traffic } from "./traffic.js";
import { clerkSide } from "./views/backstage-view.js";
import { Checklist } from "./views/checklist.js";
import { workspaceSeenBy } from "./views/workspace-view.js";
import { Windows } from "./windows.js";

/** The bot's commits raise no event in the sandbox, so they are polled. */
const pollIntervalMs = 150;

/** How many of its last log lines are printed when the bot exits by itself. */
const lastLogLines = 10;
const say = (text: string) => process.stderr.write(text);

/** Everything that a reset replaces. */
interface Run {
  readonly number: number;
  readonly sandbox: Sandbox;
  readonly traffic: Traffic;
  readonly faults: FaultSwitches;
  readonly readMarks: ReadMarks;
  readonly revisions: Revisions;
  readonly windows: Windows;
  readonly record: BotRecord;
  readonly checklist: Checklist;
}

export class LiveSandbox {
  #run: Run;
  #changing = false;
  #work: Promise<void> = Promise.resolve();
  readonly #signInUrl: string;
  readonly #runBot: RunBot;
  readonly #watchers = new Set<() => void>();
  readonly #pollTimer: NodeJS.Timeout;

  private constructor(run: Run, signInUrl: string, runBot: RunBot) {
    this.#run = run;
    this.#signInUrl = signInUrl;
    this.#runBot = runBot;
    this.#subscribe(run);
    this.#pollTimer = setInterval(() => this.#pollRecord(), pollIntervalMs);
  }

  /** Opens the sandbox and starts the bot, in a process of its own by default. */
  static async start(signInUrl: string, runBot = runInOwnProcess): Promise<LiveSandbox> {
    const live = new LiveSandbox(await newRun(1, signInUrl, runBot), signInUrl, runBot);
    try {
      await live.startBot();
    } catch (error) {
      await live.close();
      throw error;
    }
    return live;
  }

  get sandbox(): Sandbox {
    return this.#run.sandbox;
  }

  /** A person of the cast, not the bot or Slackbot; throws `InvalidAction` for any other id. */
  person(id: string): Person {
    const { slack } = this.sandbox;
    if (people.every((each) => each.id !== id)) throw new InvalidAction(`Nobody in the workspace has the ID ${id}.`);
    return slack.as(id);
  }

  get readMarks(): ReadMarks {
    return this.#run.readMarks;
  }

  get revisions(): Revisions {
    return this.#run.revisions;
  }

  get faults(): FaultSwitches {
    return this.#run.faults;
  }

  /** Called on every change, often many times in a row. Returns an unsubscribe function. */
  onChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** How many pages are open. */
  get watchers(): number {
    return this.#watchers.size;
  }

  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** `window`: only the forms of that window; all of the person's forms if undefined. */
  workspaceOf(userId: string, window?: string): Workspace {
    const { number, sandbox, readMarks, windows } = this.#run;
    const { state } = sandbox.slack;
    const shows = (viewId: string) => windows.shows(window, viewId);
    const permalinks = new URL("../archives/", sandbox.slack.url).href;
    return workspaceSeenBy(userId, {
      run: number,
      state,
      readMarks,
      aheadMs: sandbox.clock.aheadMs,
      permalinks,
      shows,
    });
  }

  get windows(): Windows {
    return this.#run.windows;
  }

  backstage(): Backstage {
    const { sandbox, traffic, faults, record } = this.#run;
    const running = sandbox.botRuns ? "running" : "stopped";
    return {
      bot: {
        state: this.#changing ? "changing" : running,
        sockets: sandbox.slack.sockets.open,
      },
      faults: { clerk: faults.clerk, slack: faults.slack },
      ...record.read(),
      ...clerkSide(sandbox.clerk),
      calls: traffic.newest,
    };
  }

  get checklist(): Checklist {
    return this.#run.checklist;
  }

  /** `personId` has a window on the workspace, which is a step by itself. */
  firstStepsFor(personId: string): FirstSteps {
    const { checklist, record, sandbox } = this.#run;
    if (checklist.hasWindow(personId)) this.changed();
    return checklist.view(record, sandbox.clerk);
  }

  /** Rejects with `InvalidAction` if it is running already. */
  startBot(): Promise<void> {
    return this.#oneAtATime(() => this.#startBot());
  }

  /** Rejects with `InvalidAction` if none is running. */
  killBot(): Promise<void> {
    return this.#oneAtATime(async () => {
      if (!this.sandbox.botRuns) throw new InvalidAction("The bot is not running.");
      await this.sandbox.killBot();
    });
  }

  killAndRestartBot(): Promise<void> {
    return this.#oneAtATime(async () => {
      await this.sandbox.killBot();
      await this.#startBot();
    });
  }

  /** Starts over: empty channels, the original users, a new database, the clock without offset. */
  reset(): Promise<void> {
    return this.#oneAtATime(async () => {
      const before = this.#run;
      const run = await newRun(before.number + 1, this.#signInUrl, this.#runBot);
      this.#run = run;
      this.#subscribe(run);
      this.changed();
      const ends = await Promise.allSettled([closeRun(before), this.#startBot()]);
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#pollTimer);
    this.#watchers.clear();
    await this.#work.catch(() => {});
    // Only now: the end of the previous work has cleared it.
    this.#changing = true;
    await closeRun(this.#run);
  }

  async #startBot(): Promise<void> {
    const { sandbox } = this;
    if (sandbox.botRuns) throw new InvalidAction("The bot is already running.");
    await sandbox.startBot();
    void sandbox.botEnded?.then(() => {
      if (!this.#changing)
        say(["The bot exited by itself. Its last log lines:\n", ...sandbox.log.slice(-lastLogLines)].join("  "));
      this.changed();
    });
  }

  /** Two windows may start such work at once. An earlier failure was reported to its own caller. */
  #oneAtATime(work: () => Promise<void>): Promise<void> {
    const done = this.#work
      .catch(() => {})
      .then(async () => {
        this.#changing = true;
        this.changed();
        await work();
      })
      .finally(() => {
        this.#changing = false;
        this.changed();
      });
    this.#work = done;
    return done;
  }

  #subscribe({ sandbox }: Run): void {
    const changed = () => this.changed();
    sandbox.slack.on(changed);
    sandbox.clerk.on(changed);
    sandbox.clock.onMoved(changed);
  }

  #pollRecord(): void {
    try {
      if (this.#run.record.changed()) this.changed();
    } catch (error) {
      // A file that is just being created or removed is read again at the next poll.
      if (!(error instanceof SqliteError)) throw error;
    }
  }
}

async function newRun(number: number, signInUrl: string, runBot: RunBot): Promise<Run> {
  const sandbox = await Sandbox.open({ signInUrl, runBot });
  const { slack, clerk, clock } = sandbox;
  openDirectConversations(slack);
  return {
    number,
    sandbox,
    traffic: new Traffic(slack, clerk, () => clock.now()),
    faults: new FaultSwitches(slack, clerk),
    readMarks: new ReadMarks(),
    revisions: new Revisions(slack),
    windows: new Windows(slack),
    record: new BotRecord(sandbox.database),
    checklist: new Checklist(slack),
  };
}

/** So that everybody finds everybody else, and the bot, in their sidebar. */
function openDirectConversations(slack: Sandbox["slack"]): void {
  const everybody = [slack.bot.userId, ...people.map(({ id }) => id)];
  for (const [index, one] of everybody.entries()) {
    for (const other of everybody.slice(index + 1)) slack.dmBetween(one, other);
  }
}

/** Nothing is kept, so the bot is killed rather than stopped: a stop waits for Slack and Clerk. */
async function closeRun({ record, sandbox }: Run): Promise<void> {
  record.close();
  try {
    await sandbox.killBot();
  } finally {
    await sandbox.close();
  }
}
