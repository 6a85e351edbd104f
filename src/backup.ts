// The command that backs the database up: node dist/backup.js <file>
import { requireSupportedNode } from "./runtime/supported-node.js";

requireSupportedNode();
await import("./run-backup.js");
