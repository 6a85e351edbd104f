// Plays a scene in the sandbox with a clock that shows the same times in each run, and takes pictures of what somebody sees.
import Database from "better-sqlite3";
import { expect, vi } from "vitest";
import { z } from "zod";
import { statuses } from "../../src/impersonation/model/lifecycle.js";
import type { MessageKind } from "../../src/impersonation/model/message.js";
import { closings } from "../../src/impersonation/model/request.js";
import { runInOwnProcess } from "../../src/sandbox/bot/own-process.js";
import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import type { Environment } from "../../src/settings/config.js";
import { actionIds } from "../../src/slack/messages/blocks/buttons.js";
import type { openHouse } from "../browser/house.js";
import type { Shows } from "./scene.js";

type House = Awaited<ReturnType<typeof openHouse>>;
export type Who = "alice" | "carol" | "dave" | "eve";

/** A few seconds into a minute: times are shown in minutes, and no step takes one. */
const startsAt = Date.UTC(2030, 2, 5, 14, 0, 5);

/** The bot, from the start at the time of the pictures. */
export const runAtThatTime: RunBot = (options) => {
  const aheadMs = startsAt - options.clock.now();
  if (aheadMs > 0) options.clock.advance(aheadMs);
  return runInOwnProcess(options);
};

const messageRow = z.object({ channel: z.string(), ts: z.string() });
const stateRow = z.object({ status: z.enum(statuses), closing: z.enum(closings).nullable() });

const waiting = { timeout: 40_000, interval: 50 } as const;
/** What is due by then is waited for. */
const soonMs = 5_000;

/** Messages that do not show their request as it is, or that the bot is at work on. */
const stale = "select kind from messages where due_at <= ? or claim is not null or posting_since is not null";

export class Studio {
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
  }

  get slack() {
    return this.#house.sandbox.slack;
  }

  get clerk() {
    return this.#house.sandbox.clerk;
  }

  as(who: Who) {
    return this.slack.as(ids[who]);
  }

  /** With settings of its own, before anything else happens. */
  async restart(settings: Environment): Promise<void> {
    const { sandbox, live } = { sandbox: this.#house.sandbox, live: this.#house.page.live };
    sandbox.settings = { ...sandbox.settings, ...settings };
    await live.killAndRestartBot();
  }

  /** Moves the clock to this many minutes after the beginning. */
  at(minutes: number): void {
    const { clock } = this.#house.sandbox;
    const leftMs = startsAt + minutes * 60_000 - clock.now();
    if (leftMs < 0) throw new Error(`the scene took longer than the ${minutes} minutes that its picture shows`);
    clock.advance(leftMs);
  }

  /** The same, until the bot has done what is due then. */
  async passes(minutes: number): Promise<void> {
    this.at(minutes);
    const due = "select id from requests where due_at <= ?";
    const { clock } = this.#house.sandbox;
    await vi.waitFor(() => expect(this.#read(due, clock.now())).toBeUndefined(), waiting);
  }

  async ask(text = "@bob ticket 4821, cannot see invoices", who: Who = "alice", minutes = 0): Promise<void> {
    if (minutes > 0) this.at(minutes);
    await this.as(who).types(ids.general, `/impersonate ${text}`);
    await this.shown({ kind: "card", status: "pending" });
  }

  async clicks(who: Who, kind: MessageKind, button: keyof typeof actionIds) {
    return this.as(who).clicks(this.message(kind), { actionId: actionIds[button] });
  }

  /** alice asks, and two minutes later carol approves. */
  async approved(): Promise<void> {
    await this.ask();
    this.at(2);
    await this.clicks("carol", "card", "approve");
    await this.shown({ kind: "card", status: "issued" });
  }

  /** alice has opened the link. */
  async opened() {
    await this.approved();
    this.at(3);
    const click = await this.clicks("alice", "link", "open");
    if (click.kind !== "acknowledged" || click.opens === undefined) throw new Error("the button opens nothing");
    const browser = this.clerk.browser();
    const opened = browser.open(click.opens);
    if (!opened.ok) throw new Error(opened.code);
    return { browser, session: opened.session };
  }

  /** The bot has seen it, too. */
  async inUse() {
    const opened = await this.opened();
    this.#house.sandbox.clock.advance(2_000);
    await this.shown({ kind: "link", status: "active" });
    return opened;
  }

  /** Until shortly before the time limit of the session, which is in use all the time. */
  async usedForLong(): Promise<void> {
    const { browser } = await this.inUse();
    for (const minutes of [11, 19, 27]) {
      this.at(minutes);
      browser.visit();
    }
  }

  /** A form that somebody has before them, once it reads like `pattern`. */
  form(who: Who, pattern = /./) {
    const person = this.as(who);
    return this.slack.until(`${who} has a form like ${pattern}`, () => {
      const form = person.modal();
      return form !== undefined && pattern.test(person.reads(form)) ? form : undefined;
    });
  }

  async closesForms(who: Who): Promise<void> {
    const person = this.as(who);
    for (const form of person.modals()) await person.closes(form, { all: true });
  }

  /** Somebody's Home, once it reads like `pattern`. */
  async home(who: Who, pattern: RegExp): Promise<void> {
    const person = this.as(who);
    await person.opensHome();
    await this.slack.until(`${who} has a Home like ${pattern}`, () => {
      const home = person.home();
      return home !== undefined && pattern.test(person.reads(home)) ? home : undefined;
    });
  }

  /** The newest message that only this person sees, once it reads like `pattern`. */
  told(who: Who, pattern: RegExp, channel: string = ids.general): Promise<SeenMessage> {
    const person = this.as(who);
    return this.slack.until(`${who} is told ${pattern}`, () =>
      person
        .messages(channel)
        .findLast((message) => message.ephemeralFor === person.id && pattern.test(person.reads(message))),
    );
  }

  /** The message of this kind that the newest request has. */
  message(kind: MessageKind): SeenMessage {
    const place = this.#read(
      "select channel, ts from messages where kind = ? and ts is not null order by id desc limit 1",
      kind,
    );
    if (place === undefined) throw new Error(`there is no message of the kind ${kind}`);
    const { channel, ts } = messageRow.parse(place);
    const message = this.slack.messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
    if (message === undefined) throw new Error(`no message of the kind ${kind} is in Slack`);
    return message;
  }

  /** Waits until the newest request is in this state, and all its messages show it. */
  async shown({ kind, status, closing, reads = /./ }: Shows): Promise<SeenMessage> {
    return vi.waitFor(() => {
      const state = stateRow.parse(
        this.#read("select status, closing from requests order by number desc limit 1") ?? {},
      );
      if (state.status !== status || (closing !== undefined && state.closing !== closing)) {
        throw new Error(`the request is ${state.status} (${state.closing}), not ${status} (${closing})`);
      }
      const due = this.#read(stale, this.#house.sandbox.clock.now() + soonMs);
      if (due !== undefined) throw new Error(`a message is not up to date: ${JSON.stringify(due)}`);
      const message = this.message(kind);
      const text = this.slack.readable(message);
      if (!reads.test(text)) throw new Error(`it does not read like ${reads}: ${text}`);
      return message;
    }, waiting);
  }

  #read(query: string, ...values: unknown[]): unknown {
    const database = new Database(this.#house.sandbox.database, { readonly: true, fileMustExist: true });
    try {
      return database.prepare(query).get(...values);
    } finally {
      database.close();
    }
  }
}
