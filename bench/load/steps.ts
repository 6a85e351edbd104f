// What people do with a request, step by step, each with the time until they see what came of it.
import { ids } from "../../src/sandbox/cast.js";
import type { Browser } from "../../src/sandbox/clerk/browser.js";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import type { Message } from "../../src/sandbox/slack/state/messages.js";
import type { OpenView } from "../../src/sandbox/slack/state/view-shapes.js";
import { actionIds } from "../../src/slack/messages/blocks/buttons.js";
import { noteField } from "../../src/slack/messages/forms/denial-form.js";
import { requestFields } from "../../src/slack/messages/forms/request-form.js";
import { requestIn, Sights } from "./sights.js";

/** A request that somebody can decide on. */
export interface Asked {
  readonly id: string;
  readonly asker: string;
  readonly card: Message;
  readonly ms: number;
}

/** A link that was delivered. */
export interface Linked {
  readonly id: string;
  readonly asker: string;
  readonly message: Message;
  readonly ms: number;
}

let tickets = 0;

export class Steps {
  readonly sights: Sights;
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.sights = new Sights(sandbox.slack);
  }

  async ask(asker: string, customer: string, timeoutMs?: number): Promise<Asked> {
    const ticket = nextTicket();
    const startedAt = performance.now();
    await this.#person(asker).types(ids.general, `/impersonate ${customer} ${ticket}`);
    return this.#asked(ticket, asker, startedAt, timeoutMs);
  }

  /** Opens the form that the command alone brings. */
  async openRequestForm(asker: string): Promise<OpenView> {
    await this.#person(asker).types(ids.general, "/impersonate");
    return this.#formOf(asker);
  }

  async sendRequestForm(asker: string, form: OpenView, customer: string): Promise<Asked> {
    const ticket = nextTicket();
    const person = this.#person(asker);
    const who = { text: { type: "plain_text", text: customer, emoji: false }, value: `email:${customer}` } as const;
    const startedAt = performance.now();
    await person.submits(form, { [requestFields.who]: who, [requestFields.reason]: ticket });
    const asked = await this.#asked(ticket, asker, startedAt);
    // Where the look-ups took long, the form has turned into a notice, and stands.
    const notice = person.modal();
    if (notice !== undefined) await person.closes(notice, { all: true });
    return asked;
  }

  async approve({ id, asker, card }: Asked, approver: string, timeoutMs?: number): Promise<Linked> {
    const startedAt = performance.now();
    await this.#person(approver).clicks(card, { actionId: actionIds.approve });
    const { message, atMs } = await this.sights.until(id, "link", timeoutMs);
    return { id, asker, message, ms: atMs - startedAt };
  }

  async openDenialForm({ card }: Asked, approver: string): Promise<OpenView> {
    await this.#person(approver).clicks(card, { actionId: actionIds.deny });
    return this.#formOf(approver);
  }

  async sendDenialForm({ id }: Asked, approver: string, form: OpenView): Promise<void> {
    const person = this.#person(approver);
    await person.submits(form, { [noteField]: "not today" });
    await this.sights.until(id, "denied");
    await person.closes(form, { all: true });
  }

  /** Clicks the link, and opens it in a browser. */
  async open({ asker, message }: Linked): Promise<void> {
    const click = await this.#person(asker).clicks(message, { actionId: actionIds.open });
    if (click.kind === "acknowledged") this.#follow(click.opens);
  }

  /** Opens the link without a click that the bot would hear of. */
  openQuietly({ message }: Linked): Browser {
    return this.#follow(/"url":"([^"]+)"/.exec(JSON.stringify(message.blocks))?.[1]);
  }

  /** In the message with the link. Resolves with the milliseconds until the card says that Clerk confirmed it. */
  async revoke({ id, asker, message }: Linked, timeoutMs?: number): Promise<number> {
    const startedAt = performance.now();
    await this.#person(asker).clicks(message, { actionId: actionIds.revoke });
    const { atMs } = await this.sights.until(id, "revoked", timeoutMs);
    return atMs - startedAt;
  }

  async #asked(ticket: string, asker: string, startedAt: number, timeoutMs = 30_000): Promise<Asked> {
    const { sights } = this;
    const look = () => sights.of(ticket, "undecided") ?? sights.of(ticket, "a refusal");
    const { message, atMs } = await this.#sandbox.slack.until(`${ticket} is asked`, look, timeoutMs);
    if (message.channel !== ids.approvals) throw new Error(`${ticket} was refused`);
    return { id: requestIn(message), asker, card: message, ms: atMs - startedAt };
  }

  #formOf(userId: string) {
    return this.#sandbox.slack.until(`${userId} has a form`, () => this.#person(userId).modal());
  }

  #follow(url = ""): Browser {
    const browser = this.#sandbox.clerk.browser();
    const opened = browser.open(url);
    if (!opened.ok) throw new Error(`the link does not open: ${opened.code}`);
    return browser;
  }

  #person(id: string) {
    return this.#sandbox.slack.as(id);
  }
}

function nextTicket(): string {
  tickets += 1;
  return `ticket ${tickets}.`;
}
