// The sandbox that the page shows: started, reset, its bot killed and restarted, and watchers notified of each change.
import { SqliteError } from "better-sqlite3";
import { runInOwnProcess } from "../bot/own-process.js";
import { people } from "../cast.js";
import type { Backstage } from "../contract/backstage.js";
import type { Workspace } from "../contract/workspace.js";
import { InvalidAction } from "../invalid-action.js";
import { Sandbox } from "../sandbox.js";
import type { Person } from "../slack/person.js";
import { clerkSide } from "./backstage-view.js";
import { BotRecord } from "./bot-record.js";
import { FaultSwitches } from "./fault-switches.js";
import { ReadMarks } from "./read-marks.js";
import { Revisions } from "./revisions.js";
import { Traffic } from "./traffic.js";
import { Windows } from "./windows.js";
import { workspaceSeenBy } from "./workspace-view.js";

/** The bot's commits are no event of the sandbox's, so they are looked for. */
const pollIntervalMs = 150;

/** How much a bot that ended by itself is let say. */
const lastLogLines = 10;
const say = (text: string) => process.stderr.write(text);

/** What each reset replaces. */
interface Run {
  readonly number: number;
  readonly sandbox: Sandbox;
  readonly traffic: Traffic;
  readonly faults: FaultSwitches;
  readonly readMarks: ReadMarks;
  readonly revisions: Revisions;
  readonly windows: Windows;
  readonly record: BotRecord;
}

export class LiveSandbox {
  #run: Run;
  #changing = false;
  #work: Promise<void> = Promise.resolve();
  readonly #signInUrl: string;
  readonly #watchers = new Set<() => void>();
  readonly #pollTimer: NodeJS.Timeout;

  private constructor(run: Run, signInUrl: string) {
    this.#run = run;
    this.#signInUrl = signInUrl;
    this.#subscribe(run);
    this.#pollTimer = setInterval(() => this.#pollRecord(), pollIntervalMs);
  }

  /** Opens the sandbox and starts the bot in a process of its own. */
  static async start(signInUrl: string): Promise<LiveSandbox> {
    const live = new LiveSandbox(await newRun(1, signInUrl), signInUrl);
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

  /** Somebody of the cast: the bot's and Slackbot's windows are nobody's. Throws `InvalidAction`. */
  person(id: string): Person {
    const { slack } = this.sandbox;
    if (people.every((each) => each.id !== id)) throw new InvalidAction(`nobody in the workspace has the id ${id}`);
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

  /** Notifies of every change, often many times in a row. Returns a function that ends it. */
  onChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** `window`: only the forms that belong there; all of the person's where none is named. */
  workspaceOf(userId: string, window?: string): Workspace {
    const { number, sandbox, readMarks, windows } = this.#run;
    const { state } = sandbox.slack;
    const shows = (viewId: string) => windows.shows(window, viewId);
    return workspaceSeenBy(userId, { run: number, state, readMarks, aheadMs: sandbox.clock.aheadMs, shows });
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

  /** Rejects with `InvalidAction` where it runs already. */
  startBot(): Promise<void> {
    return this.#oneAtATime(() => this.#startBot());
  }

  /** Rejects with `InvalidAction` where none runs. */
  killBot(): Promise<void> {
    return this.#oneAtATime(async () => {
      if (!this.sandbox.botRuns) throw new InvalidAction("there is no bot to kill");
      await this.sandbox.killBot();
    });
  }

  killAndRestartBot(): Promise<void> {
    return this.#oneAtATime(async () => {
      await this.sandbox.killBot();
      await this.#startBot();
    });
  }

  /** Everything from the beginning: empty channels, untouched users, a new database, the clock set right. */
  reset(): Promise<void> {
    return this.#oneAtATime(async () => {
      const before = this.#run;
      const run = await newRun(before.number + 1, this.#signInUrl);
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
    // Only now: the end of that work has set it back.
    this.#changing = true;
    await closeRun(this.#run);
  }

  async #startBot(): Promise<void> {
    const { sandbox } = this;
    if (sandbox.botRuns) throw new InvalidAction("the bot is running already");
    await sandbox.startBot();
    void sandbox.botEnded?.then(() => {
      if (!this.#changing)
        say(["The bot ended by itself. What it said last:\n", ...sandbox.log.slice(-lastLogLines)].join("  "));
      this.changed();
    });
  }

  /** Two windows may ask for such things at once. An earlier failure was reported to the window that asked. */
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
      // A file that is just being created or deleted is looked at again next time.
      if (!(error instanceof SqliteError)) throw error;
    }
  }
}

async function newRun(number: number, signInUrl: string): Promise<Run> {
  const sandbox = await Sandbox.open({ signInUrl, runBot: runInOwnProcess });
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
  };
}

/** Everybody can write to everybody, and finds the bot. */
function openDirectConversations(slack: Sandbox["slack"]): void {
  const everybody = [slack.bot.userId, ...people.map(({ id }) => id)];
  for (const [index, one] of everybody.entries()) {
    for (const other of everybody.slice(index + 1)) slack.dmBetween(one, other);
  }
}

/** Nothing of it is kept, so the bot is not waited for: what it is about would take as long as Clerk and Slack do. */
async function closeRun({ record, sandbox }: Run): Promise<void> {
  record.close();
  try {
    await sandbox.killBot();
  } finally {
    await sandbox.close();
  }
}
