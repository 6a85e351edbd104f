// People who keep the bot busy: desks that work side by side, each on one request after the other.
import { setTimeout as pause } from "node:timers/promises";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import { approverAt, askerAt, customerAt, desks } from "./people.js";
import { Steps } from "./steps.js";

interface Pace {
  /** How many requests are worked on at the same time. */
  readonly desks: number;
  /** How long people take on average before they do something: what they do then finds the bot busy with others. */
  readonly thinkMs: number;
}

/** As fast as the bot allows. */
export const hurried: Pace = { desks, thinkMs: 0 };

export class Crowd {
  readonly #steps: Steps;
  readonly #pace: Pace;
  #turn = 0;

  constructor(sandbox: Sandbox, pace: Pace) {
    this.#steps = new Steps(sandbox);
    this.#pace = pace;
  }

  /** Begins nothing more after `ms`, and resolves when everything has come to its end. */
  async workFor(ms: number): Promise<void> {
    const until = performance.now() + ms;
    await this.#atAllDesks(() => performance.now() < until);
  }

  /** Half of them are approved, used and revoked; half are denied. */
  async finish(requests: number): Promise<void> {
    let left = requests;
    await this.#atAllDesks(() => left-- > 0);
  }

  async #atAllDesks(goOn: () => boolean): Promise<void> {
    const work = async (desk: number) => {
      while (goOn()) {
        this.#turn += 1;
        await (this.#turn % 2 === 0 ? this.#approved(desk, this.#turn) : this.#denied(desk, this.#turn));
      }
    };
    await Promise.all(Array.from({ length: this.#pace.desks }, (_, desk) => work(desk)));
  }

  /** One command, three clicks. */
  async #approved(desk: number, turn: number): Promise<void> {
    const steps = this.#steps;
    await this.#think();
    const asked = await steps.ask(askerAt(desk, turn), customerAt(desk));
    await this.#think();
    const linked = await steps.approve(asked, approverAt(desk));
    await this.#think();
    await steps.open(linked);
    await this.#think();
    await steps.revoke(linked);
  }

  /** One command, one click, two forms. */
  async #denied(desk: number, turn: number): Promise<void> {
    const steps = this.#steps;
    await this.#think();
    const asker = askerAt(desk, turn);
    const form = await steps.openRequestForm(asker);
    await this.#think();
    const asked = await steps.sendRequestForm(asker, form, customerAt(desk));
    await this.#think();
    const denial = await steps.openDenialForm(asked, approverAt(desk));
    await this.#think();
    await steps.sendDenialForm(asked, approverAt(desk), denial);
  }

  #think(): Promise<void> {
    return pause(Math.random() * 2 * this.#pace.thinkMs);
  }
}
