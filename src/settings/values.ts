// The values of settings as they are given: as a variable or, for a secret, as the content of a file.
import { readFileSync, statSync } from "node:fs";

/** Without space around it, and without the quotes that Docker leaves there. Undefined where nothing is left. */
export function givenValue(text = ""): string | undefined {
  const trimmed = text.trim();
  const [, , unquoted = trimmed] = /^(["'])(.*)\1$/.exec(trimmed) ?? [];
  return unquoted.trim() || undefined;
}

/** How `.env.example` and the README write a secret that is still to be filled in. */
const placeholder = /^(?:xoxb-|xapp-|sk_(?:test|live)_)?(?:…|\.\.\.)?$/;

/** The same for a secret. Undefined also where nobody filled it in. */
export function givenSecret(text?: string): string | undefined {
  const value = givenValue(text);
  return value === undefined || placeholder.test(value) ? undefined : value;
}

type SecretFile = { readonly value: string } | { readonly problem: string };

const longestBytes = 65_536;

/**
 * The secret that a file holds. A problem is the end of a sentence about the setting that names the file. It shows no
 * path, which may be the secret itself, given in the wrong place.
 */
export function readSecretFile(path: string): SecretFile {
  try {
    const file = statSync(path);
    // Some shells give the output of a command as a pipe. A device might be read without an end.
    if (!file.isFile() && !file.isFIFO()) return { problem: "must name a file, and names a folder or a device" };
    if (file.size > longestBytes) return { problem: "names a file of more than 64 KiB, which is no secret" };
    const value = givenSecret(readFileSync(path, "utf8"));
    return value === undefined ? { problem: "names a file with no secret in it" } : { value };
  } catch (error) {
    return { problem: unreadable(error) };
  }
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT") return "names a file that is not there (ENOENT)";
  if (code === "EACCES") return "names a file that the user who runs Understudy may not read (EACCES)";
  return `names a file that can't be read (${code})`;
}
