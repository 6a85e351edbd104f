// `npm run bench`: runs main.ts from its source.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
await runnerImport(fileURLToPath(new URL("main.ts", import.meta.url)), { root, configFile: false, logLevel: "error" });
