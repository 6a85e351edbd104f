// Runs the bot: settings, start, signals, stop.
import { type Bot, OrgWideInstall, startBot } from "./app.js";
import { StoreError } from "./db/engine/store-error.js";
import { isStoreFailure } from "./impersonation/model/errors.js";
import { createLog, type Log } from "./runtime/log.js";
import { adviceOn } from "./runtime/network-failure.js";
import { onShutdownSignal } from "./runtime/shutdown-signals.js";
import { systemClock } from "./runtime/system-clock.js";
import { exitOnUncaught, reportUnhandled } from "./runtime/unhandled.js";
import { type Config, misspelledIn, readConfig } from "./settings/config.js";
import { describeEnvFile, loadEnvFile } from "./settings/env-file.js";
import { ConnectionRefused } from "./slack/transport/connection-failure.js";
import { SlackError } from "./slack/transport/web-api.js";

const envFile = loadEnvFile();
const reading = readConfig(process.env);
const misspelled = misspelledIn(process.env);
if (reading.ok) await run(reading.config);
else {
  const head = `Understudy can't start: its settings (environment or ${describeEnvFile(envFile)}) need a look.`;
  // Another working directory is the likeliest reason why a file that there is was not found.
  const copy =
    "If you have no .env yet, copy .env.example to .env and fill it in. If you have one, start Understudy in its folder.";
  fail([head, ...reading.problems, ...misspelled, ...(envFile.failure === "ENOENT" ? [copy] : [])]);
}

function warnOfSettings(log: Log): void {
  if (envFile.openToOthers) {
    const advice = "make the user who runs Understudy its owner, and run chmod 600 on it";
    log.warn("other users of this machine can read the settings", { file: envFile.path, advice });
  }
  if (envFile.failure !== undefined && envFile.failure !== "ENOENT") {
    log.warn("the settings file can't be read", { file: envFile.path, error: envFile.failure });
  }
  for (const sentence of misspelled) log.warn("misspelled setting", { words: sentence });
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  exitOnUncaught(log);
  warnOfSettings(log);
  let bot: Bot | undefined;
  // Before the start, which may have to wait: what is interrupted then is found by the next start.
  onShutdownSignal(async (reason) => {
    log.info("stopping", { reason });
    await bot?.stop();
    process.exit(0);
  });
  try {
    bot = await startBot(config, systemClock, log);
  } catch (error) {
    return fail([startProblem(error, log)]);
  }
  const refusal = await bot.refused;
  await bot.stop();
  fail([startProblem(refusal, log)]);
}

function startProblem(error: unknown, log: Log): string {
  if (error instanceof StoreError) return error.message;
  if (isStoreFailure(error)) return "The database failed during the start; the log says how. Start again in a minute.";
  if (error instanceof SlackError && error.kind === "refused") {
    return `Slack did not accept SLACK_BOT_TOKEN (${error.code}). Reinstall the app and copy the token again.`;
  }
  if (error instanceof SlackError && error.noAnswer !== undefined) {
    const { host, cause } = error.noAnswer;
    return `Slack can't be reached at ${host} (${cause}). ${adviceOn(cause)}`;
  }
  if (error instanceof SlackError)
    return `Slack gave no usable answer (${error.code}). Is the network up, and is Slack? Start again in a minute.`;
  if (error instanceof OrgWideInstall) {
    return "Understudy serves one workspace, and this app is installed on the whole organization. Install it on the workspace, and set SLACK_BOT_TOKEN to that token.";
  }
  if (error instanceof ConnectionRefused) {
    return `Slack did not accept SLACK_APP_TOKEN (${error.message}): it has to be a token of this app with connections:write (Basic Information → App-Level Tokens), and Socket Mode has to be on.`;
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "The port is in use already. Set PORT to a free one, or stop what listens there.";
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return "This machine has no such address as HOST. Set HOST to 127.0.0.1, to 0.0.0.0 or to one of its own.";
  if (code === "EACCES") return "The port is not allowed for this user. Set PORT to one above 1023.";
  return `Understudy could not start. The log says more under ${reportUnhandled(log, "the start", error)}.`;
}

function fail(lines: readonly string[]): void {
  process.stderr.write(`${lines.join("\n  ")}\n`);
  // What still runs, such as a half-open connection, must not keep the process alive.
  process.exit(1);
}
