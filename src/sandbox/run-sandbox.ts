// Shows the workspace in a browser, or with `--story` its story in the terminal.
import { readArguments, usage, type Wish } from "./arguments.js";

const say = (text: string) => process.stdout.write(text);

const wish = understood();
if (wish !== undefined) await show(wish);

function understood(): Wish | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function show(wish: Wish): Promise<void> {
  if (wish.show === "help") {
    say(usage);
  } else if (wish.show === "story") {
    // Loaded only when it is shown: the page is to be there soon.
    const { showStory } = await import("./story/show-story.js");
    await showStory(say);
  } else {
    const { showPage } = await import("./server/show-page.js");
    await showPage(wish.port, say);
  }
}
