// The people of a flow that a kill may cut off: from then on they do nothing more, and nobody waits for anything.
import { ids } from "../../../src/sandbox/cast.js";
import type { FormValues } from "../../../src/sandbox/slack/actions/form.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import type { OpenView } from "../../../src/sandbox/slack/state/view-shapes.js";
import type { Stage } from "../../flows/stage.js";
import { type Action, seenBy, type Who } from "./answers.js";

/** Ends a flow whose bot was killed. */
export class CutOff extends Error {
  override readonly name = "CutOff";
}

export class People {
  readonly stage: Stage;
  /** What they did, and the bot may owe an answer to. */
  readonly actions: Action[] = [];
  #isCut = false;
  #cut: () => void = () => {};
  readonly #cutOff: Promise<never>;

  constructor(stage: Stage) {
    this.stage = stage;
    this.#cutOff = new Promise((_, reject) => {
      this.#cut = () => reject(new CutOff());
    });
    // Nobody may be waiting just then.
    this.#cutOff.catch(() => {});
  }

  get areCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
    this.#cut();
  }

  types(text: string) {
    return this.#do("alice", text, () => this.stage.alice.types(ids.general, text));
  }

  clicks(who: Who, message: SeenMessage, label: string) {
    return this.#do(who, label, () => this.stage[who].clicks(message, label));
  }

  submits(who: Who, form: OpenView, values: FormValues) {
    return this.#do(who, "a form", () => this.stage[who].submits(form, values));
  }

  form(who: Who, pattern: RegExp) {
    const person = this.stage[who];
    return this.#unlessCut(() =>
      this.stage.slack.until(`${who} sees a form like ${pattern}`, () => {
        const view = person.modal();
        return view !== undefined && pattern.test(person.reads(view)) ? view : undefined;
      }),
    );
  }

  card(pattern: RegExp) {
    return this.#unlessCut(() => this.stage.card(pattern));
  }

  directMessage(pattern: RegExp) {
    return this.#unlessCut(() => this.stage.directMessage(pattern));
  }

  told(who: Who, channel: string, pattern: RegExp) {
    return this.#unlessCut(() => this.stage.told(ids[who], channel, pattern));
  }

  /** The address that the button in a direct message opens. */
  async link(message: SeenMessage): Promise<string> {
    // No action: her browser opens, whatever the bot makes of the click.
    const click = await this.#unlessCut(() => this.stage.alice.clicks(message, "Open as Bob Brown"));
    if (click.kind !== "acknowledged" || click.opens === undefined) throw new Error("the button opens nothing");
    return click.opens;
  }

  /** The bot is restarted. */
  comesBack() {
    return this.#unlessCut(() => this.stage.sandbox.startBot());
  }

  /** Moves the clock on. */
  passes(seconds: number) {
    return this.#unlessCut(async () => this.stage.clock.advance(seconds * 1_000));
  }

  #do<T extends { kind: string }>(who: Who, what: string, work: () => Promise<T>): Promise<T> {
    return this.#unlessCut(async () => {
      const action = { who, what, before: seenBy(this.stage, who), acknowledged: false };
      this.actions.push(action);
      const outcome = await work();
      action.acknowledged = outcome.kind === "acknowledged";
      return outcome;
    });
  }

  async #unlessCut<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isCut) throw new CutOff();
    return Promise.race([work(), this.#cutOff]);
  }
}
