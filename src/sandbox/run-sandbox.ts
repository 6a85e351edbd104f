// Shows the workspace in a browser, or with `--story` a scripted story in the terminal.
import { readCommandLine } from "../runtime/command-line.js";
import { type Mode, readArguments, usage } from "./arguments.js";

const say = (text: string) => process.stdout.write(text);

const mode = readCommandLine(usage, readArguments);
if (mode !== undefined) await show(mode);

async function show(mode: Mode): Promise<void> {
  if (mode.show === "story") {
    // Loaded only when needed, so that the page starts quickly.
    const { showStory } = await import("./story/show-story.js");
    await showStory(say);
  } else {
    const { showPage } = await import("./server/show-page.js");
    await showPage(mode.port, say);
  }
}
