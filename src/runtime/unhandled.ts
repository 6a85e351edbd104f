// The one place for errors that no line foresaw: each gets a reference, which the log and whoever met it share.
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Log, LogFields } from "./log.js";

/** Writes the error down, with `where` it came up, and returns the reference under which it is found there. */
export function reportUnhandled(log: Log, where: string, error: unknown, fields: LogFields = {}): string {
  const reference = newReference();
  log.error(`unhandled: ${where}`, { reference, ...fields, error: shown(error), at: ownFrames(error) });
  return reference;
}

/**
 * For what reaches no line of ours at all: one line in the log, and the process is over. Nothing needs closing that the
 * operating system does not close, and whatever was under way is found by the next start, as after a kill.
 */
export function exitOnUncaught(log: Log): void {
  const end = (where: string) => (error: unknown) => {
    reportUnhandled(log, where, error);
    process.exit(1);
  };
  process.on("uncaughtException", end("uncaught exception"));
  process.on("unhandledRejection", end("unhandled rejection"));
}

// What is no error may be anything, a request with its headers too: only its kind is told.
function shown(error: unknown): unknown {
  return error instanceof Error ? error : `not an error but ${error === null ? "null" : typeof error}`;
}

const ownCode = fileURLToPath(new URL("..", import.meta.url));

/** Where in our own code; the stack's first lines are the message once more, and libraries' frames tell little. */
function ownFrames(error: unknown): readonly string[] | undefined {
  const stack = error instanceof Error ? String(error.stack) : "";
  const frames = stack.split("\n").flatMap((line) => {
    const [, place] = /^\s+at (?:.* \()?(?:file:\/\/)?(\S+?:\d+:\d+)\)?$/.exec(line) ?? [];
    return place?.startsWith(ownCode) ? [place.slice(ownCode.length)] : [];
  });
  return frames.length === 0 ? undefined : frames.slice(0, 5);
}

/** Five characters that nobody mistakes for one another. */
function newReference(): string {
  const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
}
