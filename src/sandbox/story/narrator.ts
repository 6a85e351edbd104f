// Plays a scene and prints it: what each person types and clicks, and what they see then. Throws if a step fails.
import { ids, people } from "../cast.js";
import type { Browser } from "../clerk/browser.js";
import type { Sandbox } from "../sandbox.js";
import type { SeenMessage } from "../slack/person.js";

type Player = "alice" | "carol" | "dave";

const nameOf = (player: Player) => people.find(({ id }) => id === ids[player])?.realName.split(" ")[0] ?? player;

export class Narrator {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly print: (text: string) => void,
  ) {}

  scene(title: string): void {
    this.print(`\n── ${title} ${"─".repeat(Math.max(4, 84 - title.length))}\n`);
  }

  async types(player: Player, line: string): Promise<void> {
    this.print(`\n${nameOf(player)} types  ${line}\n`);
    const outcome = await this.#person(player).types(ids.general, line);
    if (outcome.kind !== "acknowledged") throw new Error(`${player} saw ${outcome.kind}`);
  }

  async clicks(player: Player, message: SeenMessage, label: string): Promise<string | undefined> {
    this.print(`\n${nameOf(player)} clicks  [${label}]\n`);
    const outcome = await this.#person(player).clicks(message, label);
    if (outcome.kind !== "acknowledged") throw new Error(`${player} saw ${outcome.kind}`);
    return outcome.opens;
  }

  /** Fills in the open form and submits it. */
  async submits(player: Player, values: Readonly<Record<string, string>>): Promise<void> {
    const person = this.#person(player);
    const form = await this.sandbox.slack.until(`${player} sees a form`, () => person.modal());
    this.#show(`${nameOf(player)} sees a form`, person.reads(form));
    for (const [field, value] of Object.entries(values)) this.print(`\n${nameOf(player)} enters  ${field}: ${value}\n`);
    await person.submits(form, values);
  }

  /** The card in the approval channel, once it matches `pattern`. */
  async card(pattern: RegExp): Promise<SeenMessage> {
    return this.#sees(
      "carol",
      "In #impersonation-approvals",
      ids.approvals,
      pattern,
      (message) => !message.ephemeralFor,
    );
  }

  /** An ephemeral message to this player in a channel. */
  async ephemeral(player: Player, channel: string, pattern: RegExp): Promise<SeenMessage> {
    const id = ids[player];
    return this.#sees(
      player,
      `Only ${nameOf(player)} sees`,
      channel,
      pattern,
      (message) => message.ephemeralFor === id,
    );
  }

  async directMessage(player: Player, pattern: RegExp): Promise<SeenMessage> {
    const { slack } = this.sandbox;
    const channel = slack.dmBetween(ids[player], slack.bot.userId);
    return this.#sees(player, `${nameOf(player)} gets a direct message`, channel, pattern, () => true);
  }

  /** Opens the link in a browser, through the product's sign-in page. */
  opensLink(browser: Browser, url: string | undefined): void {
    const opened = browser.open(url ?? "");
    const claims = browser.claims();
    this.print(
      opened.ok && claims !== undefined
        ? `\nIn Alice's browser, the product\n    signed in as ${claims.sub}; act claim of the session token: ${JSON.stringify(claims.act)}\n`
        : `\nIn another browser, the same link\n    refused by Clerk${opened.ok ? "" : `: ${opened.code}`}\n`,
    );
  }

  /** Waits until a message that the player saw earlier is deleted. */
  async isDeleted(player: Player, { channel, ts }: SeenMessage): Promise<void> {
    const person = this.#person(player);
    await this.sandbox.slack.until(`${player}'s message is deleted`, () =>
      person.messages(channel).every((message) => message.ts !== ts),
    );
  }

  /** Prints the sentence, or throws if it does not hold. */
  holds(sentence: string, so: boolean): void {
    if (!so) throw new Error(`not true: ${sentence}`);
    this.print(`\n✓ ${sentence}\n`);
  }

  #person(player: Player) {
    return this.sandbox.slack.as(ids[player]);
  }

  async #sees(
    player: Player,
    heading: string,
    channel: string,
    pattern: RegExp,
    fits: (message: SeenMessage) => boolean,
  ): Promise<SeenMessage> {
    const person = this.#person(player);
    const message = await this.sandbox.slack.until(`${heading}: ${pattern}`, () =>
      person.messages(channel).findLast((each) => fits(each) && pattern.test(person.reads(each))),
    );
    this.#show(heading, person.reads(message));
    return message;
  }

  #show(heading: string, text: string): void {
    this.print(`\n${heading}\n${text.replace(/^/gm, "    ")}\n`);
  }
}
