// A regular expression that somebody set, matched against text that somebody else typed: no match takes longer than a moment.
import { type Context, createContext, Script } from "node:vm";
import { z } from "zod";

/** The process stands still for twice as long at most. A usual match takes less than one. */
const timeoutMs = 200;

const span = z.tuple([z.number(), z.number()]);
const answer = z.object({ whole: span, group: span.nullable() }).nullable();

// Node's own error, which need not be an instance of this module's `Error`.
const tookTooLong = z.object({ code: z.literal("ERR_SCRIPT_EXECUTION_TIMEOUT") });

// Only a script of its own can be stopped in the middle of a match.
const match = new Script(`{
  const found = new RegExp(source, "du").exec(text);
  JSON.stringify(found && { whole: found.indices[0], group: found.indices[1] ?? null });
}`);

/** A group that is not there, or matched nothing, is null. */
export class BoundedPattern {
  readonly #context: Context;
  readonly hasGroup: boolean;

  /** Throws a `SyntaxError` where `source` is no regular expression. */
  constructor(readonly source: string) {
    // An alternative that is empty matches everywhere, with all of the groups in its answer.
    this.hasGroup = (new RegExp(`${source}|`, "du").exec("")?.length ?? 1) > 1;
    this.#context = createContext({ source });
  }

  /** The first match in the text, or undefined. A match that takes too long is none. */
  find(text: string) {
    const found = this.#run(text);
    return found === "too slow" ? undefined : found;
  }

  /** Whether some text of `length` characters, made of what the pattern itself is made of, takes too long to match. */
  isSlow(length: number): boolean {
    const letters = [...new Set(`aA1 -_.éßαя漢${this.source}`)].slice(0, maxProbes);
    const words = (this.source.match(/[\p{L}\p{N}]{2,20}/gu) ?? []).slice(0, maxProbes);
    const texts = [...letters.flatMap((letter) => [letter, `${letter}a`, `${letter}1`, `${letter} `]), ...words];
    // The end, which no pattern expects, makes the engine try every other way.
    return texts.some((part) => this.#run(`${part.repeat(length).slice(0, length)}\u0000`) === "too slow");
  }

  /** Twice, where the machine may just have been busy with something else. */
  #run(text: string) {
    const found = this.#runOnce(text);
    return found === "too slow" ? this.#runOnce(text) : found;
  }

  #runOnce(text: string) {
    try {
      this.#context.text = text;
      const found: unknown = match.runInContext(this.#context, { timeout: timeoutMs });
      return answer.parse(JSON.parse(String(found))) ?? undefined;
    } catch (error) {
      if (tookTooLong.safeParse(error).success) return "too slow";
      throw error;
    }
  }
}

const maxProbes = 60;
