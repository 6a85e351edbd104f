// Shows the story in the terminal; exits with 0 only if every step succeeds.
import { onShutdownSignal } from "../../runtime/shutdown-signals.js";
import { Sandbox } from "../sandbox.js";
import { tellStory } from "./story.js";

export async function showStory(say: (text: string) => void): Promise<void> {
  const sandbox = await Sandbox.open();
  let stopped = false;
  onShutdownSignal(async () => {
    stopped = true;
    // Removes its temporary folder.
    await sandbox.close();
    process.exit(130);
  });
  try {
    say("The real bot, with an emulated Slack workspace and an emulated Clerk, all on this machine.\n");
    await sandbox.startBot();
    await tellStory(sandbox, say);
    say("\nEvery step worked.\n");
  } catch (error) {
    if (!stopped) say(`\nThe story failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    if (!stopped) await sandbox.close();
  }
}
