// People who keep the bot busy: requests in rounds of eight, each of which comes to another end.
import SQLite from "better-sqlite3";
import { ids } from "../../src/sandbox/cast.js";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import type { Message } from "../../src/sandbox/slack/state/messages.js";

/** One request comes to each of them in a round. */
export const endings = [
  "denied",
  "cancelled",
  "lapsed",
  "expired",
  "revoked unused",
  "revoked in use",
  "signed out",
  "out of time",
] as const;
export type Ending = (typeof endings)[number];

/** So that one jump of the clock ends whatever still stands. */
export const settings = { REQUEST_TTL: "10m", LINK_TTL: "10m", SESSION_DURATION: "10m", OPEN_REQUESTS_MAX: "8" };
const jumpMs = 620_000;
/** A long run has the machine to itself no more than other work leaves it. */
const patienceMs = 300_000;

interface Life {
  readonly ending: Ending;
  readonly id: string;
}

export class Crowd {
  readonly #sandbox: Sandbox;
  readonly #record: SQLite.Database;
  /** By request or ticket and what can be seen: the message that shows it. */
  readonly #seen = new Map<string, Message>();
  #tickets = 0;

  /** The bot runs already. */
  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#record = new SQLite(sandbox.database, { readonly: true });
    for (const ending of endings) sandbox.clerk.addUser({ email: addressOf(ending), username: nameOf(ending) });
    sandbox.slack.on((event) => {
      if (event.kind === "message_posted" || event.kind === "message_edited") this.#look(event.message);
    });
  }

  async round(): Promise<void> {
    const { clock, slack, clerk } = this.#sandbox;
    const lives = await Promise.all(endings.map((ending) => this.#ask(ending)));
    await Promise.all(lives.map((life) => this.#decide(life)));
    const opened = await Promise.all(lives.map((life) => this.#open(life)));
    clock.advance(15_000);
    await Promise.all(lives.map((life, index) => this.#use(life, opened[index] ?? (() => {}))));
    clock.advance(15_000);
    await slack.until("the sign-out is seen", () => lives.some((life) => this.#isSeenSignedOut(life)), patienceMs);
    clock.advance(jumpMs);
    await slack.until("everything has come to its end", () => this.#quiet(), patienceMs);
    this.#seen.clear();
    slack.forget();
    clerk.forget();
  }

  /** How many requests have come to which end. A session's time is up at Clerk a moment before the bot ends it. */
  outcomes(): unknown {
    return Object.fromEntries(
      this.#record
        .prepare(
          `select status || coalesce(' ' || replace(closing, 'timed_out', 'time_limit'), ''), count(*)
          from requests group by 1 order by 1`,
        )
        .raw()
        .all()
        .flatMap((row) => (Array.isArray(row) ? [[String(row[0]), row[1]]] : [])),
    );
  }

  close(): void {
    this.#record.close();
  }

  async #ask(ending: Ending): Promise<Life> {
    const ticket = `ticket ${++this.#tickets}.`;
    await this.#sandbox.slack.as(ids.alice).types(ids.general, `/impersonate ${addressOf(ending)} ${ticket}`);
    const card = await this.#sees(ticket, "Approve");
    const id = requestIn(JSON.stringify(card.blocks));
    if (id === undefined) throw new Error("the card's buttons carry no request");
    return { ending, id };
  }

  async #decide({ ending, id }: Life): Promise<void> {
    const { slack } = this.#sandbox;
    const carol = slack.as(ids.carol);
    if (ending === "lapsed") return;
    if (ending === "cancelled") {
      await slack.as(ids.alice).clicks(await this.#sees(id, "Cancel request"), "Cancel request");
    } else if (ending === "denied") {
      await carol.clicks(await this.#sees(id, "Approve"), "Deny");
      const form = await slack.until("the form is open", () => carol.modal(), patienceMs);
      await carol.submits(form, { note: "not today" });
      await carol.closes(form, { all: true });
    } else {
      await carol.clicks(await this.#sees(id, "Approve"), "Approve");
      await this.#sees(id, "the link, not opened yet");
    }
  }

  /** Returns what the person can do who has opened the link. */
  async #open({ ending, id }: Life): Promise<() => void> {
    const alice = this.#sandbox.slack.as(ids.alice);
    if (ending === "revoked unused") await alice.clicks(await this.#sees(id, "Open as"), "Revoke");
    if (!["revoked in use", "signed out", "out of time"].includes(ending)) return () => {};
    const message = await this.#sees(id, "Open as");
    const click = await alice.clicks(message, `Open as ${nameOf(ending)}`);
    if (click.kind !== "acknowledged" || click.opens === undefined) throw new Error("the button opens nothing");
    const browser = this.#sandbox.clerk.browser();
    const opened = browser.open(click.opens);
    if (!opened.ok) throw new Error(opened.code);
    return () => browser.signOut();
  }

  async #use({ ending, id }: Life, signOut: () => void): Promise<void> {
    if (!["revoked in use", "signed out", "out of time"].includes(ending)) return;
    const card = await this.#sees(id, "In use since");
    if (ending === "signed out") signOut();
    if (ending === "revoked in use") await this.#sandbox.slack.as(ids.carol).clicks(card, "Revoke");
  }

  /** A message with a button of this request, or of this ticket. */
  #sees(whose: string, what: string): Promise<Message> {
    return this.#sandbox.slack.until(`${whose} shows ${what}`, () => this.#seen.get(`${whose} ${what}`), patienceMs);
  }

  #look(message: Message): void {
    const json = JSON.stringify(message.blocks);
    const id = requestIn(json);
    const ticket = /ticket \d+\./.exec(json)?.[0];
    for (const what of ["Approve", "Cancel request", "the link, not opened yet", "Open as", "In use since"]) {
      if (!json.includes(what)) continue;
      // What says since when it is used is seen on the card, where an approver acts.
      if (what === "In use since" && message.channel !== ids.approvals) continue;
      if (id !== undefined) this.#seen.set(`${id} ${what}`, message);
      if (id !== undefined && ticket !== undefined) this.#seen.set(`${ticket} ${what}`, message);
    }
  }

  #isSeenSignedOut({ ending, id }: Life): boolean {
    if (ending !== "signed out") return false;
    return this.#record.prepare("select closing from requests where id = ?").pluck().get(id) === "signed_out";
  }

  /** Nothing waits for anything any more. */
  #quiet(): boolean {
    return (
      this.#record
        .prepare(
          `select not exists (select 1 from requests where due_at is not null)
             and not exists (select 1 from messages where due_at is not null)`,
        )
        .pluck()
        .get() === 1
    );
  }
}

const nameOf = (ending: Ending) => `customer_${ending.replaceAll(" ", "_")}`;
const addressOf = (ending: Ending) => `${nameOf(ending)}@customer.example`;
const requestIn = (json: string) => /"value":"(req_[^"]+)"/.exec(json)?.[1];
