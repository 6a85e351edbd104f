// Measures the bot beside a bare Bolt app, prints the figures and writes them to a file.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "../src/runtime/command-line.js";
import { type MeasureName, measureNames, type Options, readArguments, usage } from "./arguments.js";
import { type Databases, files, schemas } from "./databases.js";
import { environment, isQuiet, load } from "./environment.js";
import { type Figure, isMet, ratioOf } from "./figures.js";
import { measureAcknowledgement } from "./measures/acknowledgement.js";
import { measureHistory } from "./measures/history.js";
import { measureLink } from "./measures/link.js";
import type { Measure } from "./measures/measure.js";
import { measureMemory } from "./measures/memory.js";
import { measureRateLimit } from "./measures/rate-limit.js";
import { measureReplicas } from "./measures/replicas.js";
import { measureStart } from "./measures/start.js";
import { Contestant, closeAll } from "./processes/contestant.js";
import { table } from "./report.js";

const measures: Readonly<Record<MeasureName, Measure>> = {
  start: measureStart,
  memory: measureMemory,
  acknowledgement: measureAcknowledgement,
  link: measureLink,
  "rate-limit": measureRateLimit,
  history: measureHistory,
  replicas: measureReplicas,
};

const say = (text: string) => process.stdout.write(`${text}\n`);

const options = readCommandLine(usage, readArguments);
if (options !== undefined) await bench(options);

async function bench(options: Options): Promise<void> {
  const databases = options.postgres ? await schemas() : files;
  const end = () => closeAll().finally(() => databases.close());
  process.once("SIGINT", () => void end().finally(() => process.exit(130)));
  await measure(options, databases).finally(end);
}

async function measure(options: Options, databases: Databases): Promise<void> {
  const startedAt = new Date().toISOString();
  const loadBefore = load();
  if (!isQuiet(loadBefore))
    say(`The machine is busy (load ${loadBefore.toFixed(1)}): the figures will be worse than on a quiet one.`);
  const figures: Figure[] = [];
  const openBot = async () => Contestant.open("bot", await databases.create());
  for (const name of measureNames.filter((name) => options.only.includes(name))) {
    say(`${name} …`);
    figures.push(...(await measures[name]({ ...options, openBot, say: (line) => say(`  ${line}`) })));
  }
  say(`\n${table(figures)}\n`);
  const judged = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: isMet(figure) }));
  const { only, rounds, history, links } = options;
  const report = {
    startedAt,
    loadBefore,
    ...environment(databases.postgres),
    only,
    rounds,
    history,
    links,
    figures: judged,
  };
  const file = options.json === undefined ? defaultFile(startedAt) : resolve(options.json);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  say(`Written to ${file}`);
}

function defaultFile(startedAt: string): string {
  return join(fileURLToPath(new URL("results", import.meta.url)), `${startedAt.replaceAll(":", "-")}.json`);
}
