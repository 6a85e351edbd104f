// The PostgreSQL that the tests run on: TEST_POSTGRES_URL, or a server of their own on loopback.
import type { TestProject } from "vitest/node";
import { OwnServer } from "./own-server.js";
import { NotInstalled } from "./programs.js";

// biome-ignore lint/style/noDefaultExport: Vitest calls it.
export default async function server(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given) {
    project.provide("postgresUrl", given);
    return undefined;
  }
  const own = await OwnServer.start({ max_connections: 400 }).catch((error: unknown) => {
    if (!(error instanceof NotInstalled)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  project.provide("postgresUrl", own.url);
  return () => own.remove();
}
