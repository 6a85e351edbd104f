// Turns zod issues into the sentences of Slack's response_metadata.messages.
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const pointer = (path: readonly PropertyKey[]) => path.map((step) => `/${String(step)}`).join("");
const sentence = (words: string, path: readonly PropertyKey[]) => `[ERROR] ${words} [json-pointer:${pointer(path)}]`;

/** `root` is the argument's name: `blocks` gives `[json-pointer:/blocks/0/text]`. */
export function complaints(root: string, issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => sentences([root, ...issue.path], issue));
}

function sentences(path: PropertyKey[], issue: Issue): string[] {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? [sentence(`missing required field: ${String(path.at(-1))}`, path.slice(0, -1))]
        : [sentence(`must provide ${issue.expected === "array" ? "an array" : `a ${issue.expected}`}`, path)];
    case "invalid_union":
      return [sentence("unsupported type", path)];
    case "unrecognized_keys":
      return issue.keys.map((key) => sentence(`invalid additional property: ${key}`, path));
    case "too_big":
      return [sentence(tooBig(issue.origin, Number(issue.maximum)), path)];
    case "too_small":
      return [sentence(tooSmall(issue.origin, Number(issue.minimum)), path)];
    default:
      return [sentence(issue.message, path)];
  }
}

function tooBig(origin: string, maximum: number): string {
  if (origin === "array") return `no more than ${maximum} items allowed`;
  return origin === "string" ? `must be less than ${maximum + 1} characters` : `must be at most ${maximum}`;
}

function tooSmall(origin: string, minimum: number): string {
  if (origin === "array") return `no fewer than ${minimum} items allowed`;
  return origin === "string" ? `must be more than ${minimum - 1} characters` : `must be at least ${minimum}`;
}
