// What a person's Home tab shows now, by who they are now.
import { createHash } from "node:crypto";
import type { types } from "@slack/bolt";
import { offeredDecisions, type Viewer, viewerOf } from "../../impersonation/checks/viewer.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Rules } from "../../impersonation/model/settings.js";
import type { Directory, Person } from "../../impersonation/ports/directory.js";
import type { HomeStore } from "../../impersonation/ports/home-store.js";
import type { RequestLists } from "../../impersonation/ports/request-lists.js";
import type { RequestStore } from "../../impersonation/ports/request-store.js";
import { latestDenial } from "../../impersonation/sequels.js";
import type { Content } from "../messages/blocks/compose.js";
import { type ApproverLists, home, outsidersHome, shownAtMost, unknownsHome } from "../messages/home/home.js";

export interface HomeSources {
  readonly store: HomeStore & Pick<RequestStore, "get" | "openRequestsOf"> & Pick<RequestLists, "listOpen" | "cardsOf">;
  readonly directory: Directory;
  readonly rules: Rules;
  /** Of `auth.test`: cards are linked to below it. */
  readonly workspaceUrl: string;
}

export interface HomeNow {
  readonly is: Viewer["is"];
  readonly view: types.HomeView;
  /** A request's card is not in Slack yet, so that it is not linked to. */
  readonly lacksCard: boolean;
}

/** `since`: answers about the person asked for at or after it will do. */
export async function readHome(
  sources: HomeSources,
  userId: string,
  since: number,
  notice: Content | undefined,
): Promise<HomeNow> {
  const viewer = await viewerOf(sources, userId, { person: since, members: since });
  if (viewer.is === "unknown") return { is: "unknown", view: unknownsHome, lacksCard: false };
  if (viewer.is === "outsider") return { is: "outsider", view: outsidersHome, lacksCard: false };
  const { store, workspaceUrl } = sources;
  const [open, closed, approver] = await Promise.all([
    store.openRequestsOf({ actorSlackId: userId }),
    store.closedRequestsOf(userId, shownAtMost.closed),
    viewer.is === "approver" ? ofOthers(store, viewer.person) : undefined,
  ]);
  const current = [...open, ...(approver?.waiting.requests ?? []), ...(approver?.live.requests ?? [])];
  const places = await store.cardsOf(idsOf([...current, ...closed, ...(approver?.decided ?? [])]));
  return {
    is: viewer.is,
    view: home({ open, closed, approver, workspaceUrl, places }, notice),
    lacksCard: current.some(({ id }) => !places.has(id)),
  };
}

/** Their own stand above already, with the buttons that they have. */
async function ofOthers(store: HomeSources["store"], person: Person): Promise<ApproverLists> {
  const notOf = person.id;
  const [waiting, live, decided] = await Promise.all([
    store.listOpen("waiting", { notOf }, shownAtMost.waiting),
    store.listOpen("live", { notOf }, shownAtMost.live),
    store.decidedRequests(shownAtMost.decided),
  ]);
  const denials = await Promise.all(
    waiting.requests.map(async (request) => [request.id, await latestDenial(store, request)] as const),
  );
  return {
    waiting,
    live,
    decided,
    denials: new Map(denials),
    offers: (request) => offeredDecisions(request, person),
  };
}

function idsOf(requests: readonly Request[]): string[] {
  return [...new Set(requests.map(({ id }) => id))];
}

export function digestOf(view: types.HomeView): string {
  return createHash("sha256").update(JSON.stringify(view)).digest("base64url");
}
