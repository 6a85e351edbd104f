// What must hold of the record: each move once and in a legal order, ending where the request stands, and no secret in it.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isLegal, type Move, moves, type Status } from "../../../src/impersonation/lifecycle.js";
import type { Request } from "../../../src/impersonation/request.js";
import { unforeseen } from "../../flows/stage.js";
import type { Scene } from "./scene.js";

const isMove = (action: string): action is Move => Object.hasOwn(moves, action);

/** What is wrong, in sentences. */
export function recordTroubles(scene: Scene): string[] {
  return [
    ...scene.requests.flatMap((request) => orderTroubles(scene, request)),
    ...scene.stage.sandbox.log.filter((line) => unforeseen.test(line)).map((line) => `it logged ${line.trim()}`),
    ...leaks(scene),
  ];
}

function orderTroubles({ audit }: Scene, { id, status, attempt }: Request): string[] {
  const rows = audit.filter(({ request_id, outcome }) => request_id === id && outcome === "done");
  const asked = rows.filter(({ action }) => action === "ask");
  const made = rows.map(({ action }) => action).filter(isMove);
  let at: Status = "pending";
  for (const move of made) {
    if (!isLegal(move, at)) return [`the record of ${id} has an illegal ${move} from ${at}: ${made.join(", ")}`];
    at = moves[move].to;
  }
  const approvals = made.filter((move) => moves[move].to === "approved").length;
  return [
    ...(asked.length === 1 ? [] : [`the record of ${id} has it asked ${asked.length} times`]),
    ...(at === status ? [] : [`the record of ${id} ends ${at}, and it is ${status}`]),
    ...(approvals === attempt ? [] : [`the record of ${id} has ${approvals} approvals, and it counts ${attempt}`]),
  ];
}

/** A link's ticket is in a direct message to alice and nowhere else. */
function leaks({ stage, posts }: Scene): string[] {
  const { clerk, sandbox } = stage;
  const secrets = [...clerk.actorTokens.map(({ ticket }) => ticket), sandbox.slack.botToken, clerk.secretKey];
  const folder = dirname(sandbox.database);
  const places: [string, string][] = [
    ["the log", sandbox.log.join("")],
    ["the channel", JSON.stringify(posts.filter(({ channel }) => !channel.startsWith("D")))],
    ...readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), "latin1")]),
  ];
  return places
    .filter(([, text]) => secrets.some((secret) => text.includes(secret)))
    .map(([place]) => `a secret is in ${place}`);
}
