// The bot as a process: node dist/main.js
import { requireSupportedNode } from "./runtime/supported-node.js";

const usage = `npm start    runs Understudy until it is told to stop; the same: node dist/main.js

It takes its settings from the environment and from .env in the folder where it is started. Copy .env.example to .env and
fill it in.

-h, --help    shows this text
--version     shows the version
`;

// What Node does by itself on this signal: it opens its inspector, through which other programs could read the keys.
process.on("SIGUSR1", () => {});
requireSupportedNode();
const { readCommandLine, takesNothing } = await import("./runtime/command-line.js");
if (readCommandLine(usage, takesNothing)) await import("./run-bot.js");
