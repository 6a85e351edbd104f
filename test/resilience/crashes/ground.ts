// Where one crash after the other takes place, as long as each leaves it in order: starting a bot is most of what a crash costs.
import { runInOwnProcess } from "../../../src/sandbox/bot/own-process.js";
import { Sandbox } from "../../../src/sandbox/sandbox.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import { onPostgres, Stage } from "../../flows/stage.js";

export class Ground {
  readonly stage: Stage;
  /** Every post there ever was, as it was posted. */
  readonly posts: SeenMessage[] = [];

  private constructor(sandbox: Sandbox) {
    this.stage = new Stage(sandbox);
    sandbox.slack.on((event) => {
      if (event.kind === "message_posted") this.posts.push(event.message);
    });
  }

  /** With the bot running. */
  static async open(): Promise<Ground> {
    const sandbox = await Sandbox.open({ runBot: runInOwnProcess, settings: onPostgres() });
    const ground = new Ground(sandbox);
    try {
      await sandbox.startBot();
    } catch (error) {
      await ground.close();
      throw error;
    }
    return ground;
  }

  /** People put away what is still open before them. */
  async tidy(): Promise<void> {
    const { stage } = this;
    stage.slack.clearFaults();
    stage.clerk.clearFaults();
    for (const person of [stage.alice, stage.carol, stage.dave]) {
      for (const view of person.modals().toReversed()) await person.closes(view);
    }
  }

  async close(): Promise<void> {
    const { sandbox } = this.stage;
    await sandbox.killBot();
    await sandbox.close();
  }
}
