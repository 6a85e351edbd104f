// Command-line arguments of `npm run bench --`.
import { parseArgs } from "node:util";

export const measureNames = [
  "start",
  "memory",
  "acknowledgement",
  "link",
  "rate-limit",
  "history",
  "replicas",
] as const;
export type MeasureName = (typeof measureNames)[number];

const measureNamesOn = (postgres: boolean) => measureNames.filter((name) => postgres || name !== "replicas");

export const usage = `npm run bench                    measures the bot beside a bare Bolt app

--only <name>      only this measure; can be repeated. One of
                   ${measureNames.join(", ")}
--postgres         the bots store on PostgreSQL: on TEST_POSTGRES_URL, a database of the measures' own, or else on a
                   server that they start on loopback. The measure "replicas" needs it
--rounds <n>       rounds of each measure; 3 unless given
--history <n>      past requests in the measure "history"; 10000 unless given. A million takes minutes and 2 GB of disk
--links <n>        live links in the measure "rate-limit", up to 500; 500 unless given
--json <file>      where the figures go; bench/results/<time>.json unless given
-h, --help         shows this text
--version          shows the version
`;

export interface Options {
  readonly only: readonly MeasureName[];
  readonly postgres: boolean;
  readonly rounds: number;
  readonly history: number;
  readonly links: number;
  /** Undefined: a new file in bench/results. */
  readonly json: string | undefined;
}

/** Throws an Error with a readable message for an unknown or malformed argument. */
export function readArguments(given: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...given],
    options: {
      only: { type: "string", multiple: true },
      postgres: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      history: { type: "string", default: "10000" },
      links: { type: "string", default: "500" },
      json: { type: "string" },
    },
  });
  const { postgres } = values;
  const only = values.only === undefined ? measureNamesOn(postgres) : values.only.map(measureNamed);
  if (only.includes("replicas") && !postgres) throw new Error("--only replicas needs --postgres");
  return {
    only,
    postgres,
    rounds: wholeNumber("--rounds", values.rounds, 100),
    history: wholeNumber("--history", values.history, 10_000_000),
    links: wholeNumber("--links", values.links, 500),
    json: values.json,
  };
}

function measureNamed(name: string): MeasureName {
  const known = measureNames.find((measure) => measure === name);
  if (known === undefined) throw new Error(`--only takes one of ${measureNames.join(", ")}, not ${name}`);
  return known;
}

function wholeNumber(flag: string, given: string, most: number): number {
  if (!/^[1-9]\d{0,8}$/.test(given) || Number(given) > most) {
    throw new Error(`${flag} takes a whole number from 1 to ${most}, not ${given}`);
  }
  return Number(given);
}
