// The bot's log: one line per entry, and nothing in it that opens a door or names a customer.
import { Secret } from "../impersonation/model/secret.js";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Strings, numbers, booleans, `Secret`s, errors and lists of them are printed; other objects are only named as such. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogEntry = (message: string, fields?: LogFields) => void;
export type Log = Readonly<Record<LogLevel, LogEntry>>;

export interface LogSink {
  write(line: string): unknown;
  on?(event: "error", listener: (error: Error) => void): unknown;
}

/** Entries below `level` are dropped. A sink that is gone loses entries; it never brings the bot down. */
export function createLog(level: LogLevel, sink: LogSink = process.stdout, now: () => number = Date.now): Log {
  outlive(sink);
  const lowest = logLevels.indexOf(level);
  const entry =
    (at: LogLevel): LogEntry =>
    (message, fields = {}) => {
      if (logLevels.indexOf(at) < lowest) return;
      try {
        sink.write(`${new Date(now()).toISOString()} ${at} ${line(message, fields)}\n`);
      } catch {
        // Nowhere is left to say it.
      }
    };
  return { debug: entry("debug"), info: entry("info"), warn: entry("warn"), error: entry("error") };
}

const outlived = new WeakSet<LogSink>();

// A pipe that its reader closed (EPIPE) tells so by an event, which ends the process when nobody listens.
function outlive(sink: LogSink): void {
  if (outlived.has(sink)) return;
  outlived.add(sink);
  sink.on?.("error", () => {});
}

function line(message: string, fields: LogFields): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${escapeControls(key)}=${quoted(redact(printed(value)))}`);
  // Once more over the whole line, for what only shows together with its key.
  return redact([escapeControls(redact(message)), ...pairs].join(" "));
}

function printed(value: unknown): string {
  try {
    return inWords(value);
  } catch {
    // An error of others may run code when it is read. The entry goes on without it.
    return "[unprintable]";
  }
}

function inWords(value: unknown): string {
  if (value instanceof Secret) return value.toString();
  // Not the stack, and not the cause: outside errors carry request options, and so keys, in there.
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

// Control, format (bidirectional) and line-separating characters, by which one entry could pass for two.
function escapeControls(text: string): string {
  return text
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

// The second net. The first is that nothing secret is handed to the log.
const redactions: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/hooks\.slack(?:-gov)?\.com[^\s"']*/gi, "[response url]"],
  // The same by its path, for where Slack's API is at another address.
  [/(?:https?:\/\/[^\s"'/]+)?\/(?:commands|actions|workflows|services)\/[TE][A-Z0-9]+\/[^\s"']*/g, "[response url]"],
  // A trigger id: a request's number, the workspace's, and the secret part.
  [/\b\d{6,}\.\d+\.[0-9a-f]{8,}\b/g, "[trigger id]"],
  [/((?:ticket|token)(?:=|%3D|\\*["']\s*:\s*\\*["']))[^\s&"'\\]+/gi, "$1[secret]"],
  [/\b(Bearer\s+)(?!\[)[\w.~+/=-]+/gi, "$1[secret]"],
  [/x(?:ox[a-z]|app)-[\w.-]+/gi, "[secret]"],
  [/(?:sk_(?:live|test)|whsec)_[^\s"',;]+/gi, "[secret]"],
  [/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/g, "[secret]"],
  [/[\p{L}\p{N}_.+'%-]{1,320}(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, "[email]"],
];

function redact(text: string): string {
  return redactions.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
