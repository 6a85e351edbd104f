// Command-line arguments of `npm run sandbox --`.
import { parseArgs } from "node:util";

export const usage = `npm run sandbox                 runs the sandbox as a web page, and prints its address
npm run sandbox -- --port 4900  uses this port if it is free (default: 4800)
npm run sandbox -- --story      plays the story in the terminal instead

-h, --help    shows this text
--version     shows the version
`;

const defaultPort = 4800;

export type Mode = { readonly show: "page"; readonly port: number } | { readonly show: "story" };

/** Throws an Error with a readable message for an unknown or malformed argument. */
export function readArguments(given: readonly string[]): Mode {
  const { values } = parseArgs({
    args: [...given],
    options: { story: { type: "boolean" }, port: { type: "string" } },
  });
  if (values.story) return { show: "story" };
  const port = values.port ?? String(defaultPort);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`--port takes a number up to 65535, not ${port}`);
  return { show: "page", port: Number(port) };
}
