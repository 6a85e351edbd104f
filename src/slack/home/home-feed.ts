// Follows the Home tabs that were opened lately: each is brought up to date when something has changed that it shows.
import type { Request } from "../../impersonation/model/request.js";
import type { Content } from "../messages/blocks/compose.js";
import { Followed, noticeForMs } from "./followed.js";
import { HomePublisher, type PublishContext } from "./publisher.js";
import { keepIfPossible } from "./record.js";

interface HomeContext extends PublishContext {
  /** Runs work that shutdown waits for. */
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Aborted at shutdown. */
  readonly stopping: AbortSignal;
}

/** Each costs look-ups in Slack, also where nothing happens. Beyond that the one opened first is followed no more. */
const maxFollowed = 30;
/** Brought up to date at a time. */
const maxRunning = 5;
/** An answer to a press that takes longer goes to the person by direct message. */
const noticePatienceMs = 4_000;

export class HomeFeed {
  readonly #context: HomeContext;
  readonly #publisher: HomePublisher;
  /** By user id, in the order in which they were opened or used. */
  readonly #followed = new Map<string, Followed>();
  #cancelAlarm = () => {};

  constructor(context: HomeContext) {
    this.#context = context;
    this.#publisher = new HomePublisher(context);
    context.stopping.addEventListener("abort", () => this.#stop(), { once: true });
  }

  /** Goes on following what a process that is gone followed. */
  async start(): Promise<void> {
    const opened = [...this.#followed.values()];
    this.#followed.clear();
    const left = (await this.#context.store.homes()).toReversed();
    for (const { userId, openedAt, shownDigest } of left) {
      if (!opened.some((each) => each.userId === userId)) {
        this.#followed.set(userId, new Followed(userId, openedAt, shownDigest));
      }
    }
    for (const person of opened) this.#followed.set(person.userId, person);
    this.#letGo();
    this.#arm();
  }

  /** Somebody opened their Home. `shown`: the view that Slack has of it; undefined where it has none. */
  opened(userId: string, shown: { readonly hash?: string | undefined } | undefined): void {
    const person = this.#follow(userId);
    if (shown === undefined) person.digest = null;
    person.hash = shown?.hash;
    // As for an approval: what is asked at the same time for somebody else will do.
    person.freshSince = this.#context.clock.now() - 2_000;
    person.notice = undefined;
    person.changedForNow();
    this.#arm();
  }

  /** Somebody pressed a button in their Home. */
  used(userId: string): void {
    const isNew = !this.#followed.has(userId);
    const person = this.#follow(userId);
    if (isNew || person.notice !== undefined) person.changedForNow();
    person.notice = undefined;
    this.#arm();
  }

  get isIdle(): boolean {
    return this.#followed.size === 0;
  }

  /** A request has changed, or any may have: its actor sees that, and so does every approver. */
  changed(request?: Pick<Request, "actorSlackId">): void {
    const now = this.#context.clock.now();
    for (const person of this.#followed.values()) {
      const sees = person.isApprover !== false || request === undefined || person.userId === request.actorSlackId;
      if (sees) person.changed(now);
    }
    this.#arm();
  }

  /** Shows an answer at the top of the person's Home. Resolves with false where it is not shown there soon. */
  notify(userId: string, content: Content): Promise<boolean> {
    const { clock, stopping } = this.#context;
    const person = this.#followed.get(userId);
    if (person === undefined || person.retryAt !== undefined || stopping.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const done = (shown: boolean) => {
        cancel();
        if (!shown && person.notice === notice) person.notice = undefined;
        resolve(shown);
      };
      const notice = { content, until: clock.now() + noticeForMs, done };
      const cancel = clock.wakeAt(clock.now() + noticePatienceMs, () => done(false));
      // One that was shown already has said so.
      person.notice?.done(false);
      person.notice = notice;
      person.changedForNow();
      this.#arm();
    });
  }

  #follow(userId: string): Followed {
    const { store, clock } = this.#context;
    const now = clock.now();
    const person = this.#followed.get(userId) ?? new Followed(userId, now, null);
    person.openedAt = now;
    person.letGo = false;
    this.#followed.delete(userId);
    this.#followed.set(userId, person);
    this.#letGo();
    this.#context.inBackground(async () => {
      await keepIfPossible(() => store.homeOpened(userId, now));
    });
    return person;
  }

  /** Of too many, those that were opened first. */
  #letGo(): void {
    const all = [...this.#followed.values()].filter(({ letGo }) => !letGo);
    for (const person of all.slice(0, Math.max(all.length - maxFollowed, 0))) {
      person.letGo = true;
      person.changedForNow();
    }
  }

  #arm(): void {
    const { clock, stopping, inBackground } = this.#context;
    this.#cancelAlarm();
    if (stopping.aborted) return;
    const now = clock.now();
    const idle = [...this.#followed.values()].filter(({ running }) => !running);
    if (this.#followed.size - idle.length >= maxRunning) return;
    const [next] = idle.toSorted((one, other) => one.dueAt(now) - other.dueAt(now));
    if (next === undefined) return;
    const atMs = Math.max(next.dueAt(now), this.#publisher.pausedUntil(now));
    if (atMs > now) {
      this.#cancelAlarm = clock.wakeAt(atMs, () => this.#arm());
      return;
    }
    next.begin(now);
    inBackground(() => this.#bringUpToDate(next));
    this.#arm();
  }

  async #bringUpToDate(person: Followed): Promise<void> {
    const { notice } = person;
    // An unforeseen error, which is logged, ends it too.
    let outcome: Awaited<ReturnType<HomePublisher["bringUpToDate"]>> = "over";
    try {
      outcome = await this.#publisher.bringUpToDate(person);
    } finally {
      person.running = false;
      notice?.done(outcome === "shown");
      if (outcome === "over") await this.#forget(person);
      this.#arm();
    }
  }

  async #forget({ userId }: Followed): Promise<void> {
    this.#followed.delete(userId);
    await keepIfPossible(() => this.#context.store.homeNotFollowed(userId));
  }

  #stop(): void {
    this.#cancelAlarm();
    for (const { notice, running } of this.#followed.values()) if (!running) notice?.done(false);
  }
}
