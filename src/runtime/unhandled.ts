// Unexpected errors: each gets a reference, for the log and for the person who ran into it.
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Log, LogFields } from "./log.js";

/** Logs the error with `where` it happened, and returns the reference under which it is logged. */
export function reportUnhandled(log: Log, where: string, error: unknown, fields: LogFields = {}): string {
  const reference = newReference();
  log.error(`unhandled: ${where}`, { reference, ...fields, error: loggable(error), at: sourceFrames(error) });
  return reference;
}

/**
 * For errors that nothing catches: one line in the log, and the process exits. The operating system closes what needs
 * closing, and the next start finds what was under way, as after a kill.
 */
export function exitOnUncaught(log: Log): void {
  const end = (where: string) => (error: unknown) => {
    reportUnhandled(log, where, error);
    process.exit(1);
  };
  process.on("uncaughtException", end("uncaught exception"));
  process.on("unhandledRejection", end("unhandled rejection"));
}

// What is not an error may be anything, even a request with its headers: only its type is logged.
function loggable(error: unknown): unknown {
  return error instanceof Error ? error : `not an error but ${error === null ? "null" : typeof error}`;
}

const sourceRoot = fileURLToPath(new URL("..", import.meta.url));

/** The stack frames in the bot's code; the stack also repeats the message, which may hold anything. */
function sourceFrames(error: unknown): readonly string[] | undefined {
  const stack = error instanceof Error ? String(error.stack) : "";
  const frames = stack.split("\n").flatMap((line) => {
    const [, place] = /^\s+at (?:.* \()?(?:file:\/\/)?(\S+?:\d+:\d+)\)?$/.exec(line) ?? [];
    return place?.startsWith(sourceRoot) ? [place.slice(sourceRoot.length)] : [];
  });
  return frames.length === 0 ? undefined : frames.slice(0, 5);
}

/** Five characters that are hard to mistake for one another. */
function newReference(): string {
  const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
}
