// `npm run sandbox`: node dist/sandbox/main.js
import { requireSupportedNode } from "../supported-node.js";

requireSupportedNode();
await import("./run-sandbox.js");
