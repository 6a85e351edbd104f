// The logger for Slack's libraries: warnings and errors, never the payloads that they print at debug level.
import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../../runtime/log.js";

export function libraryLogger(log: Log): Logger {
  // Only strings and errors' messages: an object could be a request with the link in it.
  const text = (parts: readonly unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : typeof part === "string" ? part : "…")).join(" ");
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn(`slack library: ${text(parts)}`),
    error: (...parts) => log.error(`slack library: ${text(parts)}`),
    // The libraries ask for the level to decide whether to print payloads; it stays where it is.
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
