// People who keep the bot busy: desks that work side by side, each on one request after the other.
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import { approverAt, askerAt, customerAt, desks } from "./people.js";
import { Steps } from "./steps.js";

export class Crowd {
  readonly steps: Steps;
  #turn = 0;

  constructor(sandbox: Sandbox) {
    this.steps = new Steps(sandbox);
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
    await Promise.all(Array.from({ length: desks }, (_, desk) => work(desk)));
  }

  /** One command, three clicks. */
  async #approved(desk: number, turn: number): Promise<void> {
    const { steps } = this;
    const asked = await steps.ask(askerAt(desk, turn), customerAt(desk));
    const linked = await steps.approve(asked, approverAt(desk));
    await steps.open(linked);
    await steps.revoke(linked);
  }

  /** One command, one click, two forms. */
  async #denied(desk: number, turn: number): Promise<void> {
    const { steps } = this;
    await steps.deny(await steps.askByForm(askerAt(desk, turn), customerAt(desk)), approverAt(desk));
  }
}
