// What must hold of access: what a request says, what Clerk has, and which links were ever handed out.
import { isOpen } from "../../../src/impersonation/model/lifecycle.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import { type ActorToken, isLive } from "../../../src/sandbox/clerk/state.js";
import { type Scene, ticketsIn } from "./scene.js";

/** What is wrong, in sentences. */
export function accessProblems(scene: Scene): string[] {
  return [
    ...scene.requests.flatMap((request) => standingProblems(scene, request)),
    ...scene.stage.clerk.actorTokens.flatMap((token) => tokenProblems(scene, token)),
    ...scene.requests.flatMap((request) => linkProblems(scene, request)),
  ];
}

/** Once every deadline is over nothing is open, and nothing lives. */
export function leftovers(scene: Scene): string[] {
  const { clerk } = scene.stage;
  return [
    ...scene.requests.filter(({ status }) => isOpen(status)).map(({ id, status }) => `${id} is still ${status}`),
    ...scene.requests
      .filter(({ status, dueAt }) => dueAt !== null && !isOpen(status))
      .map(({ id, status }) => `${id} is ${status} and still due`),
    ...clerk.actorTokens.filter((token) => isGood(scene, token)).map(({ id }) => `token ${id} can still be used`),
    ...clerk.sessions
      .filter((session) => isOurs(session.actor) && isLive(session))
      .map(({ id }) => `session ${id} still lives`),
  ];
}

const isOurs = (actor: Readonly<Record<string, unknown>> | null) => actor?.iss === "understudy";

const isGood = ({ stage }: Scene, { status, expiresAt }: ActorToken) =>
  status === "pending" && stage.clock.now() < expiresAt;

function standingProblems({ stage }: Scene, { id, status, tokenId }: Request): string[] {
  const { actorTokens, sessions } = stage.clerk;
  switch (status) {
    case "approved":
    case "revoking":
      return [`${id} stays ${status}`];
    case "issued": {
      const token = actorTokens.find((each) => each.id === tokenId);
      const delivered = stage.alice.directMessages().filter((each) => ticketsIn(each).includes(token?.ticket ?? ""));
      return delivered.length === 1 ? [] : [`${id} is issued, and its link is in ${delivered.length} messages`];
    }
    case "active": {
      const lives = sessions.some((each) => each.actor?.request_id === id && isLive(each));
      return lives ? [] : [`${id} is active, and has no session`];
    }
    default:
      return [];
  }
}

function tokenProblems(scene: Scene, token: ActorToken): string[] {
  if (!isGood(scene, token)) return [];
  const request = scene.requests.find(({ id }) => id === token.actor.request_id);
  if (request === undefined) return [`token ${token.id} belongs to no request`];
  if (request.status === "issued" && request.tokenId === token.id) return [];
  if (scene.audit.some(({ detail }) => detail.includes(token.id))) {
    return [`token ${token.id} is known and still good, and ${request.id} is ${request.status}`];
  }
  if ((request.tokenMayExistUntil ?? 0) < token.expiresAt) {
    return [`token ${token.id} lives unknown, and ${request.id} does not say that it may exist for so long`];
  }
  const { carol } = scene.stage;
  const cards = scene.stage.cards().map((each) => carol.reads(each));
  return cards.some((card) => /A link may have been created/.test(card)) ? [] : [`no card says that a link may exist`];
}

function linkProblems({ stage, posts }: Scene, { id, attempt }: Request): string[] {
  const tokens = stage.clerk.actorTokens.filter(({ actor }) => actor.request_id === id);
  const linked = posts.flatMap(ticketsIn);
  const delivered = tokens.map(({ ticket }) => linked.filter((each) => each === ticket).length);
  const good = tokens.filter(({ status, expiresAt }) => status === "pending" && stage.clock.now() < expiresAt);
  const total = delivered.reduce((sum, each) => sum + each, 0);
  return [
    ...(delivered.some((times) => times > 1) ? [`a link of ${id} was posted twice`] : []),
    ...(total > attempt ? [`${total} links of ${id} were posted after ${attempt} approvals`] : []),
    ...(good.length > 1 ? [`${good.length} tokens of ${id} are good at once`] : []),
  ];
}
