// `npm run sandbox`: node dist/sandbox/main.js
import { requireSupportedNode } from "../runtime/supported-node.js";

requireSupportedNode();
await import("./run-sandbox.js");
