// What the Home tabs need of a store: whose are followed, and the lists that they show.
import { z } from "zod";
import type { Request } from "../model/request.js";

export const homeSchema = z.object({
  userId: z.string(),
  /** When the person last opened or used it: milliseconds since the Unix epoch, UTC. */
  openedAt: z.number(),
  /** Digest of the content that it is known to show; null where that is unknown. */
  shownDigest: z.string().nullable(),
});
/** A person's Home tab that is followed: kept up to date with what it shows. */
export type Home = Readonly<z.output<typeof homeSchema>>;

export interface HomeStore {
  /** Those that this process follows, the one that was opened last first. */
  homes(): Promise<readonly Home[]>;
  /** This process follows it from now on. */
  homeOpened(userId: string, at: number): Promise<void>;
  /** Resolves with whether this process still follows it. */
  homeShown(userId: string, digest: string | null): Promise<boolean>;
  homeNotFollowed(userId: string): Promise<void>;
  /** A person's requests that are over, the newest first. */
  closedRequestsOf(actorSlackId: string, limit: number): Promise<readonly Request[]>;
  /** Those that somebody decided on, the latest decision first. */
  decidedRequests(limit: number): Promise<readonly Request[]>;
}
