// What is given for each setting: in the environment, or for a secret in a file, as Docker and Kubernetes hand it over.
import { givenSecret, givenValue, readSecretFile } from "./values.js";

type Values = Readonly<Record<string, string | undefined>>;

/** A sentence about a setting, without its full stop. */
export interface Problem {
  readonly setting: string;
  readonly sentence: string;
}

export interface Given {
  readonly values: Values;
  /** Secrets that are given as a file. */
  readonly fromFile: ReadonlySet<string>;
  /** What is wrong with those files. */
  readonly problems: readonly Problem[];
}

export const secretSettings: readonly string[] = [
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "CLERK_SECRET_KEY",
  "DATABASE_URL",
];

/** Other programs read these in lower case too, and before those in capitals. */
const alsoInLowerCase: ReadonlySet<string> = new Set(["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"]);

/** The setting that has the path of a secret's file. */
export function fileSetting(secret: string): string {
  return `${secret}_FILE`;
}

/** Reads the files of secrets. `names` are those of all settings. */
export function readGiven(env: Values, names: readonly string[]): Given {
  const values: Record<string, string | undefined> = {};
  const fromFile = new Set<string>();
  const problems: Problem[] = [];
  for (const name of names) {
    if (!secretSettings.includes(name)) {
      const inLowerCase = alsoInLowerCase.has(name) ? givenValue(env[name.toLowerCase()]) : undefined;
      values[name] = inLowerCase ?? givenValue(env[name]);
      continue;
    }
    values[name] = givenSecret(env[name]);
    const path = givenValue(env[fileSetting(name)]);
    if (path === undefined) continue;
    fromFile.add(name);
    if (values[name] !== undefined) {
      const sentence = `${name} and ${fileSetting(name)} are both set: leave one of them out`;
      problems.push({ setting: name, sentence });
      continue;
    }
    const file = readSecretFile(path);
    if ("value" in file) values[name] = file.value;
    else problems.push({ setting: name, sentence: `${fileSetting(name)} ${file.problem}` });
  }
  return { values, fromFile, problems };
}

/** Also where its file can't be read. */
export function isSet({ values, fromFile }: Given, name: string): boolean {
  return values[name] !== undefined || fromFile.has(name);
}
