// Serves the page until stopped, and prints its address.
import { onShutdownSignal } from "../../runtime/shutdown-signals.js";
import { servePage } from "./server.js";

export async function showPage(port: number, say: (text: string) => void): Promise<void> {
  const starting = servePage(port);
  onShutdownSignal(async () => {
    // A stop during the start also removes the bot and the temporary folder.
    await (await starting).close();
    process.exit(0);
  });
  const page = await starting.catch((error: unknown) => {
    process.stderr.write(`The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    // A failed start has already cleaned up.
    process.exit(1);
  });
  if (port !== 0 && !page.url.endsWith(`:${port}`)) say(`Port ${port} is taken, so the sandbox uses another one.\n`);
  say(`The sandbox is at ${page.url}\n`);
  say("It runs the real bot with an emulated Slack and an emulated Clerk. Press Ctrl+C to stop it.\n");
}
