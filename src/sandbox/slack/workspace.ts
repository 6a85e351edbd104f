// The emulated Slack workspace: setup, inspection, fault injection, shutdown.
import type { Server } from "node:http";
import type { Clock } from "../../impersonation/ports/clock.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Watcher } from "../checkpoints.js";
import type { Look } from "../journal.js";
import type { ActionContext, Target } from "./actions/action-context.js";
import type { ClickOutcome } from "./actions/press.js";
import { Dispatcher } from "./delivery/dispatcher.js";
import type { PayloadType } from "./delivery/envelope.js";
import { SocketMode } from "./delivery/socket-mode.js";
import type { Call } from "./http/calls.js";
import { Exchanges } from "./http/exchange.js";
import type { Fault } from "./http/faults.js";
import { listen, listenAgain } from "./http/server.js";
import { Person, type SeenMessage } from "./person.js";
import { type Readable, readable } from "./readable.js";
import type { BotIdentity } from "./state/directory.js";
import type { SlackEvent } from "./state/events.js";
import { snapshot } from "./state/messages.js";
import type {
  ChannelRecord,
  PersonRecord,
  Seed,
  SeedChannel,
  SeedGroup,
  SeedPerson,
  Team,
  UserGroupRecord,
} from "./state/seed.js";
import { newState, type Settings, type SlackState } from "./state/state.js";
import type { Unfurled } from "./unfurl.js";

export interface SlackOptions {
  /** The text of manifest.yml. */
  manifest: string;
  seed: Seed;
  clock?: Clock;
  /** Default: any free one. */
  port?: number;
  /** Milliseconds of `clock`; default 3000, as in Slack. */
  ackPatienceMs?: number;
  /** Default true: a typed mention arrives as `<@U1|name>`. */
  mentionLabels?: boolean;
  /** 0 to below 1, for ids and for picking a payload's socket; by default sockets take turns. */
  random?: () => number;
}

const botToken = "xoxb-sandbox-bot-token";
const appToken = "xapp-1-sandbox-app-token";
const signingSecret = "sandbox-signing-secret";

export async function startSlack(options: SlackOptions): Promise<SlackWorkspace> {
  const { clock = systemClock, random = Math.random, ackPatienceMs = 3000, mentionLabels = true } = options;
  const { manifest, seed } = options;
  const state = newState({ clock, manifest, seed, random, ackPatienceMs, mentionLabels });
  const sockets = new SocketMode(state.directory.bot.appId, clock, state.journal, options.random);
  const exchanges = new Exchanges(state);
  const served = { state, exchanges, sockets, tokens: { bot: botToken, app: appToken } };
  const { server, origin } = await listen(served, options.port ?? 0);
  const dispatcher = new Dispatcher(state, sockets, signingSecret);
  return new SlackWorkspace({ state, dispatcher, origin, chosen: new Map() }, { server, exchanges, sockets });
}

interface Internals {
  server: Server;
  exchanges: Exchanges;
  sockets: SocketMode;
}

export class SlackWorkspace {
  readonly botToken = botToken;
  readonly appToken = appToken;
  readonly signingSecret = signingSecret;
  /** The Web API's base, ending in `/api/`. */
  readonly url: string;
  readonly sockets: SocketMode;
  readonly settings: Settings;
  /** For reading only. */
  readonly state: SlackState;
  readonly #context: ActionContext;
  readonly #internals: Internals;

  constructor(context: ActionContext, internals: Internals) {
    this.url = `${context.origin}/api/`;
    this.state = context.state;
    this.settings = context.state.settings;
    this.sockets = internals.sockets;
    this.#context = context;
    this.#internals = internals;
  }

  get team(): Team {
    return this.state.directory.team;
  }

  get bot(): BotIdentity {
    return this.state.directory.bot;
  }

  /** Every request by the bot, oldest first. */
  get calls(): readonly Call[] {
    return this.state.calls.all;
  }

  /** URLs that Slack's crawler would fetch, see unfurl.ts. */
  get unfurled(): readonly Unfurled[] {
    return this.state.unfurled;
  }

  /** Every message ever posted, including deleted and ephemeral ones. */
  get messages(): SeenMessage[] {
    return this.state.messages.all.map(snapshot);
  }

  as(userId: string): Person {
    this.state.directory.person(userId);
    return new Person(userId, this.#context);
  }

  clickStale(userId: string, copy: SeenMessage, target: Target): Promise<ClickOutcome> {
    return this.as(userId).clicksStale(copy, target);
  }

  /** Sends any payload unchanged. */
  sendRaw(type: PayloadType, payload: Record<string, unknown>) {
    return this.#context.dispatcher.send({ type, payload, acceptsResponse: payload.type !== "block_actions" });
  }

  readable(what: Readable): string {
    return readable(what, this.state.directory);
  }

  person(id: string): Readonly<PersonRecord> {
    return this.state.directory.person(id);
  }

  addPerson(person: SeedPerson): void {
    this.state.directory.addPerson(person);
    this.#changed();
  }

  updatePerson(id: string, change: Partial<Omit<PersonRecord, "id">>): void {
    Object.assign(this.state.directory.person(id), change);
    this.#changed();
  }

  channel(id: string): Readonly<ChannelRecord> {
    return this.state.directory.channel(id);
  }

  addChannel(channel: SeedChannel): void {
    this.state.directory.addChannel(channel);
    this.#changed();
  }

  updateChannel(id: string, change: Partial<Omit<ChannelRecord, "id">>): void {
    Object.assign(this.state.directory.channel(id), change);
    this.#changed();
  }

  invite(channelId: string, userId: string): void {
    const { members } = this.channel(channelId);
    this.updateChannel(channelId, { members: [...new Set([...members, userId])] });
  }

  kick(channelId: string, userId: string): void {
    const { members } = this.channel(channelId);
    this.updateChannel(channelId, { members: members.filter((each) => each !== userId) });
  }

  /** The id of two people's direct conversation. */
  dmBetween(one: string, other: string): string {
    return this.state.directory.direct(one, other).id;
  }

  addUserGroup(group: SeedGroup): void {
    this.state.directory.addUserGroup(group);
    this.#changed();
  }

  updateUserGroup(id: string, change: Partial<Omit<UserGroupRecord, "id">>): void {
    const group = this.state.directory.userGroups.get(id);
    if (group === undefined) throw new Error(`there is no user group ${id}`);
    Object.assign(group, change);
    this.#changed();
  }

  fail(fault: Fault): void {
    this.state.faults.add(fault);
  }

  clearFaults(): void {
    this.state.faults.clear();
  }

  /** Drops everything recorded, including messages, so that a long run does not slow down. */
  forget(): void {
    const { calls, messages, notices, unfurled, triggers, responseUrls } = this.state;
    for (const records of [calls.all, messages.all, notices, unfurled]) records.length = 0;
    triggers.forget();
    responseUrls.forget();
    this.#context.chosen.clear();
  }

  /** Real milliseconds before each call of the bot is handled. */
  get latencyMs(): number {
    return this.#internals.exchanges.latencyMs;
  }

  set latencyMs(ms: number) {
    this.#internals.exchanges.latencyMs = ms;
  }

  /** Switches to HTTP mode at this address; undefined switches back to Socket Mode. */
  deliverTo(url: string | undefined): void {
    this.#context.dispatcher.deliverTo(url);
  }

  /** Called on every event. Returns an unsubscribe function. */
  on(listener: (event: SlackEvent) => void): () => void {
    return this.state.journal.on(listener);
  }

  /** Lets `watcher` pause or drop calls. Returns an unsubscribe function. */
  watch(watcher: Watcher<Call>): () => void {
    return this.#internals.exchanges.checkpoints.watch(watcher);
  }

  /** Waits until `look` returns a value; see Journal.until. */
  until<T>(description: string, look: Look<T>, timeoutMs?: number): Promise<T> {
    return this.state.journal.until(description, look, timeoutMs, () => this.#lastSeen());
  }

  /** As in an outage: drops all connections, and refuses new ones until `comeBack`. */
  async goAway(): Promise<void> {
    const { server, sockets } = this.#internals;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    sockets.drop();
    server.closeAllConnections();
    await closed;
  }

  /** At the same address as before. */
  async comeBack(): Promise<void> {
    await listenAgain(this.#internals.server, this.#context.origin);
  }

  /** Drops all connections at once. */
  async close(): Promise<void> {
    const { exchanges, sockets } = this.#internals;
    this.state.journal.close();
    this.#context.dispatcher.close();
    exchanges.close();
    sockets.close();
    await this.goAway();
  }

  #changed(): void {
    this.state.journal.emit({ kind: "directory_changed" });
  }

  #lastSeen(): string {
    const { directory, messages, notices, calls } = this.state;
    const shownMessages = messages.all.slice(-8).map((each) => {
      const place = directory.channels.get(each.channel)?.name ?? each.channel;
      const mark = `${each.deleted ? " (deleted)" : ""}${each.ephemeralFor === undefined ? "" : ` (only ${each.ephemeralFor})`}`;
      return `  ${place}${mark}: ${readable(each, directory).replaceAll("\n", " / ")}`;
    });
    const shownNotices = notices.slice(-4).map((each) => `  ${each.person}: ${each.text}`);
    const recentCalls = calls.all
      .slice(-8)
      .map((each) =>
        `  ${each.method} ${each.fault ?? ""} ${JSON.stringify(each.response) ?? each.lost ?? "in progress"}`.slice(
          0,
          160,
        ),
      );
    return [
      "The last messages:",
      ...shownMessages,
      "The last notices:",
      ...shownNotices,
      "The last calls:",
      ...recentCalls,
    ].join("\n");
  }
}
