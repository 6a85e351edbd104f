// The bot's log: one line per entry, without secrets and without customers' names or addresses.
import { redactSecrets } from "../impersonation/model/redact.js";
import { Secret } from "../impersonation/model/secret.js";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Strings, numbers, booleans, `Secret`s, errors and lists of them are printed; other objects are only named as such. */
export type LogFields = Readonly<Record<string, unknown>>;

type LogEntry = (message: string, fields?: LogFields) => void;
export type Log = Readonly<Record<LogLevel, LogEntry>>;

interface LogSink {
  write(line: string): unknown;
  on?(event: "error", listener: (error: Error) => void): unknown;
}

/** Entries below `level` are dropped. A closed sink loses entries, and never crashes the bot. */
export function createLog(level: LogLevel, sink: LogSink = process.stdout, now: () => number = Date.now): Log {
  ignoreErrorsOf(sink);
  const lowest = logLevels.indexOf(level);
  const entry =
    (at: LogLevel): LogEntry =>
    (message, fields = {}) => {
      if (logLevels.indexOf(at) < lowest) return;
      try {
        sink.write(`${new Date(now()).toISOString()} ${at} ${line(message, fields)}\n`);
      } catch {
        // There is nowhere left to report it.
      }
    };
  return { debug: entry("debug"), info: entry("info"), warn: entry("warn"), error: entry("error") };
}

const ignored = new WeakSet<LogSink>();

// A pipe closed by its reader emits an error event (EPIPE), which ends the process where nobody listens.
function ignoreErrorsOf(sink: LogSink): void {
  if (ignored.has(sink)) return;
  ignored.add(sink);
  sink.on?.("error", () => {});
}

function line(message: string, fields: LogFields): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${escapeControls(key)}=${quoted(redact(printed(value)))}`);
  // Again over the whole line, for what is recognized only together with its key.
  return redact([escapeControls(redact(message)), ...pairs].join(" "));
}

function printed(value: unknown): string {
  try {
    return asText(value);
  } catch {
    // A library's error may run code when it is read. The entry is written without it.
    return "[unprintable]";
  }
}

function asText(value: unknown): string {
  if (value instanceof Secret) return value.toString();
  // Neither stack nor cause: those of libraries' errors can hold request options, and so keys.
  if (value instanceof Error) return value.message === value.name ? value.name : `${value.name}: ${value.message}`;
  if (Array.isArray(value)) return value.map(printed).join(",");
  if (typeof value === "object" && value !== null) return "[object]";
  if (typeof value === "function") return "[function]";
  return String(value);
}

function quoted(value: string): string {
  const escaped = escapeControls(value);
  return /^[^\s"=]+$/u.test(escaped) ? escaped : `"${escaped.replaceAll('"', '\\"')}"`;
}

// Control, format (bidirectional) and line-separating characters could make one entry look like two.
function escapeControls(text: string): string {
  return text
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

// The second safeguard. The first is that nothing secret is passed to the log.
const email = /[\p{L}\p{N}_.+'%-]{1,320}(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

function redact(text: string): string {
  return redactSecrets(text).replace(email, "[email]");
}
