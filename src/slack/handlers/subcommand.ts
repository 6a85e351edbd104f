// Reads a command that is no request: status, list, cancel, revoke, help, and words that are nearly one of them.
import { closestMatch } from "leven";
import { parseShortId } from "../../impersonation/model/short-id.js";
import { type CommandWord, commandWords } from "../messages/answers/nearest-command.js";
import { decodeMarkup } from "./command-text.js";

export type Subcommand =
  | { readonly do: "status" | "list" | "help" | "revoke all" }
  /** Without a number: the only one that it can be about. */
  | { readonly do: "cancel" | "revoke"; readonly number: number | undefined }
  /** Followed by what it does not take. */
  | { readonly do: "explain"; readonly word: Exclude<CommandWord, "help"> };

/** Undefined where the text asks for a request. */
export function parseSubcommand(text: string): Subcommand | undefined {
  const { first, rest } = wordsOf(text);
  const word = commandWords.find((command) => command === first);
  if (word === "help" || (rest === "" && /^(?:--help|-h|\?)$/.test(first))) return { do: "help" };
  if (word === undefined) return undefined;
  if (word === "status" || word === "list") return rest === "" ? { do: word } : { do: "explain", word };
  if (rest === "") return { do: word, number: undefined };
  if (word === "revoke" && rest === "all") return { do: "revoke all" };
  const number = parseShortId(rest);
  return number === undefined ? { do: "explain", word } : { do: word, number };
}

/** What stands after `/impersonate`, in lower case. */
function wordsOf(text: string): { readonly first: string; readonly rest: string } {
  const typed = decodeMarkup(text)
    .trim()
    .toLowerCase()
    .replace(/[.,;:!]+$/, "");
  const [first = "", ...rest] = typed.split(/\s+/);
  return { first, rest: rest.join(" ") };
}

/** Shorter words are near anything. */
const minLength = 3;
/** Letters added, left out or replaced: two that changed places count twice. */
const maxDistance = 2;

/**
 * The command that somebody may have meant: for a word alone, or with what a command takes after it. What stands after
 * `/impersonate`; undefined where nothing is near, and for a command that is written right.
 */
export function nearestCommand(text: string): string | undefined {
  const { first, rest } = wordsOf(text);
  if (first.length < minLength || first.length > 12) return undefined;
  const nearest = closestMatch(first, commandWords, { maxDistance });
  if (nearest === undefined || nearest === first) return undefined;
  const meant = `${nearest} ${rest.toUpperCase()}`.trim();
  const read = parseSubcommand(meant);
  return read === undefined || read.do === "explain" ? undefined : meant.replace(/ALL$/, "all");
}
