// The Dockerfile as data: its stages, and their instructions in order.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Instruction {
  readonly name: string;
  /** `--from=build` as `from` and `build`. */
  readonly flags: ReadonlyMap<string, string>;
  /** What follows the flags. */
  readonly value: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** At least one stage; throws where the file does not begin with one. */
export function readStages(): Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(readFileSync(`${root}Dockerfile`, "utf8"))) {
    if (instruction.name === "FROM") {
      const [image = "", , name] = instruction.value.split(/\s+/);
      stages.push({ image, name, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`${instruction.name} stands before the first FROM`);
      stage.instructions.push(instruction);
    }
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n");
  return lines.filter((line) => line.trim() !== "").map(parse);
}

function parse(line: string): Instruction {
  const [name = "", ...words] = line.trim().split(/\s+/);
  const flags = new Map<string, string>();
  while (words[0]?.startsWith("--")) {
    const [flag = "", value = ""] = words.shift()?.slice(2).split("=") ?? [];
    flags.set(flag, value);
  }
  return { name: name.toUpperCase(), flags, value: words.join(" ") };
}

/** Whether .dockerignore lets a path, relative to the project, into the build: the last pattern that matches it decides. */
export function contextFilter(): (path: string) => boolean {
  const lines = readFileSync(`${root}.dockerignore`, "utf8").split("\n");
  const patterns = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return (path) => {
    const steps = path.split("/");
    const withParents = steps.map((_, index) => steps.slice(0, index + 1).join("/"));
    const decides = patterns.findLast((pattern) => withParents.some((each) => matches(pattern.replace("!", ""), each)));
    return decides === undefined || decides.startsWith("!");
  };
}

/** `*` stands for anything within one step of a path; nothing else that Docker knows is used here. */
function matches(pattern: string, path: string): boolean {
  const [before, ...after] = pattern.split("*");
  if (before === undefined || after.length === 0) return pattern === path;
  return new RegExp(`^${[before, ...after].map((part) => part.replace(/[.]/g, "\\.")).join("[^/]*")}$`).test(path);
}
