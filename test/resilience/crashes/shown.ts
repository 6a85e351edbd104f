// What must hold of every message in Slack: it shows its request as it is, and there is no other beside it.

import { isDirect, type Message, messageKinds } from "../../../src/impersonation/model/message.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import { ids } from "../../../src/sandbox/cast.js";
import { messageBlocks } from "../../../src/sandbox/slack/block-kit/surfaces.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import { render } from "../../../src/slack/messages/request/render.js";
import { replaced } from "../../../src/slack/messages/request/replaced.js";
import type { Stage } from "../../flows/stage.js";
import { type Scene, ticketsIn } from "./scene.js";

const renderContext = {
  approvalChannel: ids.approvals,
  approverGroups: [],
  development: true,
  workspaceUrl: "https://acme.slack.com/",
  reason: { pattern: null, hint: null, ticketUrl: null },
};

/** What is wrong, in sentences. */
export function messageProblems(scene: Scene): string[] {
  const { stage, requests, messages } = scene;
  const seen = [...stage.cards(), ...stage.alice.directMessages()];
  const remembered = messages.flatMap((message) => {
    const request = requests.find(({ id }) => id === message.requestId);
    return request === undefined ? [] : rememberedProblems(stage, request, message, seen);
  });
  const strangers = seen.filter(
    ({ channel, ts }) => !messages.some((message) => message.channel === channel && message.ts === ts),
  );
  const doubled = requests.flatMap(({ id }) => {
    const direct = messages.filter(({ requestId, kind }) => requestId === id && isDirect(kind));
    const standing = direct.filter(({ ts, supersededAt }) => ts !== null && supersededAt === null);
    const isRight = standing.length === 1 || direct.every(({ ts }) => ts === null);
    return isRight ? [] : [`${id} has ${standing.length} direct messages`];
  });
  return [...remembered, ...doubled, ...strangers.flatMap((each) => strangerProblems(scene, each))];
}

function rememberedProblems(stage: Stage, request: Request, message: Message, seen: readonly SeenMessage[]): string[] {
  const { kind, channel, ts, attempt } = message;
  const holdsLink = kind === "link" && request.status === "issued" && attempt === request.attempt;
  const found = seen.find((each) => each.channel === channel && each.ts === ts);
  const name = `the ${kind} message of a request that is ${request.status}`;
  if (found === undefined) {
    // An answer that would come too late is not given any more.
    const needless = ts === null && kind === "asked" && request.status !== "pending";
    return needless || message.supersededAt !== null ? [] : [`${name} is not there`];
  }
  if (holdsLink && request.linkWithdrawnAt === null) {
    return ticketsIn(found).length === 1 ? [] : [`${name} has no link`];
  }
  const content = message.supersededAt === null ? render(kind, request, renderContext) : replaced();
  const wanted = asSeen(stage, content);
  const shown = asSeen(stage, found);
  return shown === wanted ? [] : [`${name} shows <<${shown}>> and not <<${wanted}>>`];
}

/** Of what the store does not know only answers may be there: they say what happened, and offer nothing. */
function strangerProblems({ stage, requests }: Scene, message: SeenMessage): string[] {
  const shown = asSeen(stage, message);
  const firstLine = (what: string) => what.split("\n")[0];
  const isProjection = requests.some((request) =>
    messageKinds.some((kind) => firstLine(asSeen(stage, render(kind, request, renderContext))) === firstLine(shown)),
  );
  const offers = /\[[A-Z][^\]]*\]/.test(shown) || ticketsIn(message).length > 0;
  return isProjection || offers || message.channel === ids.approvals ? [`nobody knows of <<${shown}>>`] : [];
}

/** Words, buttons and what the buttons carry. */
function asSeen({ slack }: Stage, { text, blocks }: { text: string; blocks: readonly unknown[] }): string {
  const parsed = messageBlocks.parse(blocks);
  const values = [...JSON.stringify(parsed).matchAll(/"value":"([^"]*)"/g)].map(([, value]) => value);
  return [slack.readable(parsed), text, ...values].join("\n");
}
