// The command that moves a database from SQLite to PostgreSQL: node dist/migrate-store.js --from file:… --to postgres://…
import { requireSupportedNode } from "./runtime/supported-node.js";

// Otherwise Node opens its inspector on this signal, as main.ts says.
process.on("SIGUSR1", () => {});
requireSupportedNode();
await import("./run-migrate-store.js");
