// One person's Home tab while it is followed: what it shows, and when it is next looked at.
import type { Content } from "../messages/blocks/compose.js";

/** Slack does not tell when somebody leaves the tab, so it is followed for this long after it was last opened or used. */
const followForMs = 8 * 3_600_000;
/** What a Home rests on, above all that its owner is an approver, is looked at this often; no older answer of Slack's counts. */
export const checkEveryMs = 30_000;
/** Changes within this time are shown together; a new card is in Slack by then, and can be linked to. */
const settleMs = 400;
/** Between two publishes to one person. */
const gapMs = 1_500;
/** A card that is missing where it would be linked to is looked for again after this. */
const missingCardMs = 3_000;
/** How long an answer to a press stands at the top. */
export const noticeForMs = 120_000;

interface Notice {
  readonly content: Content;
  readonly until: number;
  /** Called with whether the person was shown it. */
  readonly done: (shown: boolean) => void;
}

interface Shown {
  readonly isApprover: boolean;
  readonly knownUntil: number;
  readonly lacksCard: boolean;
}

const atOnce = Number.NEGATIVE_INFINITY;

export class Followed {
  readonly userId: string;
  openedAt: number;
  /** Null where it is not known what the Home shows. */
  digest: string | null;
  /** Slack's, of the view that was published last: an earlier publish that comes late can't replace it. */
  hash: string | undefined;
  /** Answers about the person that were asked for before this will not do. */
  freshSince = 0;
  /** Whether they were shown everybody's requests; undefined where nothing was shown yet. */
  isApprover: boolean | undefined;
  /** Until when that is relied upon where Slack does not answer. */
  knownUntil = 0;
  notice: Notice | undefined;
  /** Others have taken its place: it is followed no more. */
  letGo = false;
  running = false;
  /** Failed tries in a row, and when the next one is. */
  tries = 0;
  retryAt: number | undefined;
  /** When the last publish to the person began. */
  publishedAt = Number.NEGATIVE_INFINITY;
  #changedAt: number | undefined = atOnce;
  #begunAt = Number.NEGATIVE_INFINITY;
  #lacksCard = false;

  constructor(userId: string, openedAt: number, digest: string | null) {
    this.userId = userId;
    this.openedAt = openedAt;
    this.digest = digest;
  }

  /** Nobody has looked at it for long. Its lists have to go: out of date they would mislead. */
  isOver(now: number): boolean {
    return this.letGo || now >= this.openedAt + followForMs;
  }

  /** Something that they may see has changed. */
  changed(now: number): void {
    this.#changedAt ??= now;
  }

  /** To be shown as soon as the gap to the last publish allows. */
  changedForNow(): void {
    this.#changedAt = atOnce;
  }

  /** All that has changed until now is about to be shown. */
  begin(now: number): void {
    this.running = true;
    this.retryAt = undefined;
    this.#changedAt = undefined;
    this.#begunAt = now;
  }

  shown({ isApprover, knownUntil, lacksCard }: Shown): void {
    this.isApprover = isApprover;
    this.knownUntil = knownUntil;
    this.tries = 0;
    this.#lacksCard = lacksCard;
  }

  dueAt(now: number): number {
    if (this.retryAt !== undefined) return Math.min(this.retryAt, now + checkEveryMs * 2);
    const next = this.#changedAt === undefined ? this.#nextLookAt() : this.#changedAt + settleMs;
    // The clock may have been set back: no wait is longer than that.
    return Math.min(Math.max(next, this.publishedAt + gapMs), now + checkEveryMs);
  }

  #nextLookAt(): number {
    return Math.min(
      this.#begunAt + (this.#lacksCard ? missingCardMs : checkEveryMs),
      this.openedAt + followForMs,
      this.notice?.until ?? Number.POSITIVE_INFINITY,
    );
  }
}
