// What must hold of the record: each move once and in a legal order, ending where the request stands, and no secret in it.
import { unforeseen } from "../../flows/stage.js";
import { wayProblems } from "../audited-way.js";
import { lookInto } from "../ledger.js";
import type { Scene } from "./scene.js";

/** What is wrong, in sentences. */
export function recordProblems(scene: Scene): string[] {
  return [
    ...scene.requests.flatMap((request) => wayProblems(scene.audit, request)),
    ...scene.stage.sandbox.log.filter((line) => unforeseen.test(line)).map((line) => `it logged ${line.trim()}`),
    ...leaks(scene),
  ];
}

/** A link's ticket is in a direct message to alice and nowhere else. */
function leaks({ stage, posts }: Scene): string[] {
  const { clerk, sandbox } = stage;
  const secrets = [...clerk.actorTokens.map(({ ticket }) => ticket), sandbox.slack.botToken, clerk.secretKey];
  const places: [string, string][] = [
    ["the log", sandbox.log.join("")],
    ["the channel", JSON.stringify(posts.filter(({ channel }) => !channel.startsWith("D")))],
    ["the database", lookInto(sandbox.database, (ledger) => ledger.bytes())],
  ];
  return places
    .filter(([, text]) => secrets.some((secret) => text.includes(secret)))
    .map(([place]) => `a secret is in ${place}`);
}
