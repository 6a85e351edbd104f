// What holds at every moment, whatever happens: read from the database, from Slack and from Clerk, never from the bot.
import { isOpen } from "../../../src/impersonation/model/lifecycle.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import { isLive } from "../../../src/sandbox/clerk/state.js";
import { actionIds } from "../../../src/slack/messages/blocks/buttons.js";
import { unforeseen } from "../../flows/stage.js";
import { wayProblems } from "../audited-way.js";
import type { AuditRow } from "../ledger.js";
import type { World } from "./world.js";

/** Everything that is wrong now, in words. */
export function broken(world: World): string[] {
  const requests = world.ledger.requests();
  const audit = world.ledger.audit();
  return [
    ...requests.flatMap((request) => wayProblems(audit, request)),
    ...oneLinkPerApproval(world),
    ...requests.flatMap((request) => nothingAlive(world, request, audit)),
    ...linkElsewhere(world),
    ...world.bot.unforeseen,
    ...world.log.filter((line) => unforeseen.test(line)),
  ];
}

function oneLinkPerApproval({ witness }: World): string[] {
  return witness.births.flatMap((birth) => {
    const { token, requestId, attempt } = birth;
    const twins = witness.births.filter((other) => other.requestId === requestId && other.attempt === attempt);
    const posts = witness.postsOf(token).length;
    return [
      ...(twins.length === 1 ? [] : [`${requestId}: ${twins.length} tokens for approval ${attempt}`]),
      ...(posts <= 1 ? [] : [`${requestId}: the link of approval ${attempt} was posted ${posts} times`]),
    ];
  });
}

/** A request that is over leaves nothing behind with which anybody could still sign in, or be signed in. */
function nothingAlive(world: World, request: Request, audit: readonly AuditRow[]): string[] {
  const { clerk, clock, witness } = world;
  if (isOpen(request.status)) return [];
  const sessions = clerk.sessions.filter((session) => session.actor?.request_id === request.id && isLive(session));
  const tokens = witness.births
    .filter(({ requestId }) => requestId === request.id)
    .map(({ token }) => token)
    .filter((token) => token.status === "pending" && clock.now() < token.expiresAt)
    .filter((token) => {
      const known = audit.some(({ detail }) => detail.includes(token.id));
      const recorded = request.tokenMayExistUntil !== null;
      return known || !recorded || witness.postsOf(token).length > 0;
    });
  return [
    ...sessions.map(({ id }) => `${request.id}: is ${request.status} (${request.closing}), and session ${id} lives`),
    ...tokens.map(({ id }) => `${request.id}: is ${request.status} (${request.failure}), and token ${id} can be used`),
  ];
}

/** The link stands in the button that opens it, in the actor's conversation with the bot, and nowhere else. */
function linkElsewhere({ witness, slack, ledger, log }: World): string[] {
  const bytes = ledger.bytes();
  const actors = new Map(ledger.requests().map(({ id, actorSlackId }) => [id, actorSlackId]));
  return witness.births.flatMap(({ token: { ticket }, requestId }) => {
    const actor = actors.get(requestId) ?? "";
    const home = slack.dmBetween(actor, slack.bot.userId);
    const elsewhere = witness.said.filter(({ how, message }) =>
      JSON.stringify(message.channel === home && how === "posted" ? withoutLinks(message) : message).includes(ticket),
    );
    const calls = slack.calls.filter(
      ({ method, args }) =>
        JSON.stringify(args).includes(ticket) && (method !== "chat.postMessage" || args.channel !== actor),
    );
    return [
      ...elsewhere.map(({ how, message }) => `${requestId}: its link was ${how} in ${message.channel}`),
      ...calls.map(({ method }) => `${requestId}: its link was sent with ${method}`),
      ...(bytes.includes(ticket) ? [`${requestId}: its link is in the database`] : []),
      ...(log.some((line) => line.includes(ticket)) ? [`${requestId}: its link is in the log`] : []),
    ];
  });
}

/** The message, with the buttons that open a link pointing nowhere. */
function withoutLinks(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message), (_, value: unknown) => {
    const opens = typeof value === "object" && value !== null && "url" in value && "action_id" in value;
    return opens && value.action_id === actionIds.open ? { ...value, url: "" } : value;
  });
}
