// Links that were handed out and are still valid, half of them in use.
import type { Browser } from "../../src/sandbox/clerk/browser.js";
import type { Contestant } from "../processes/contestant.js";
import { approverAt, desks, linkCustomer, linkHolder } from "./people.js";
import { type Linked, Steps } from "./steps.js";

const seenTimeoutMs = 120_000;

export class LiveLinks {
  readonly steps: Steps;
  readonly #contestant: Contestant;
  readonly #links: Linked[] = [];
  #taken = 0;
  readonly #browsers: Browser[] = [];

  constructor(contestant: Contestant) {
    this.#contestant = contestant;
    this.steps = new Steps(contestant.sandbox);
  }

  /** Has the bot make them, without limit and delay, and stops it. They live longer than any run. */
  async make(count: number): Promise<void> {
    await this.#contestant.start({ LINK_TTL: "24h", SESSION_DURATION: "2h" });
    const { steps } = this;
    const work = async (desk: number) => {
      for (let index = desk; index < count; index += desks) {
        const asked = await steps.ask(linkHolder(index), linkCustomer(index));
        const linked = await steps.approve(asked, approverAt(desk));
        this.#links[index] = linked;
        if (isUsed(index)) this.#browsers.push(steps.openQuietly(linked));
      }
    };
    await Promise.all(Array.from({ length: desks }, (_, desk) => work(desk)));
    for (const [index, { id }] of this.#links.entries()) {
      if (isUsed(index)) await steps.sights.until(id, "in use", seenTimeoutMs);
    }
    await this.#contestant.sandbox.stopBot();
  }

  /** Uses the sessions, which Clerk would end when nobody does. */
  visit(): void {
    for (const browser of this.#browsers) browser.visit();
  }

  /** Takes one out, to be revoked: in turns one that is in use, and one that is not. */
  take(): Linked {
    const linked = this.#links[this.#taken++];
    if (linked === undefined) throw new Error("no link is left");
    return linked;
  }
}

const isUsed = (index: number) => index % 2 === 1;
