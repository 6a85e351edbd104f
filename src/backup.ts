// The command that backs the database up: node dist/backup.js <file>
import { requireSupportedNode } from "./runtime/supported-node.js";

// Otherwise Node opens its inspector on this signal, as main.ts says.
process.on("SIGUSR1", () => {});
requireSupportedNode();
await import("./run-backup.js");
