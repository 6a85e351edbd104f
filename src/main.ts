// The bot as a process: node dist/main.js
import { requireSupportedNode } from "./runtime/supported-node.js";

requireSupportedNode();
await import("./run-bot.js");
