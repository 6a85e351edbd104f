// Shows the workspace in a browser, or with `--story` a scripted story in the terminal.
import { type Mode, readArguments, usage } from "./arguments.js";

const say = (text: string) => process.stdout.write(text);

const mode = parseMode();
if (mode !== undefined) await show(mode);

function parseMode(): Mode | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function show(mode: Mode): Promise<void> {
  if (mode.show === "help") {
    say(usage);
  } else if (mode.show === "story") {
    // Loaded only when needed, so that the page starts quickly.
    const { showStory } = await import("./story/show-story.js");
    await showStory(say);
  } else {
    const { showPage } = await import("./server/show-page.js");
    await showPage(mode.port, say);
  }
}
