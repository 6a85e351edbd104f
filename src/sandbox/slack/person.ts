// One person in the workspace: what they can type, press and fill in, and what they see.
import { InvalidAction } from "../invalid-action.js";
import type { ActionContext, Target } from "./actions/action-context.js";
import { present } from "./actions/action-context.js";
import { type HomeOutcome, openHome } from "./actions/app-home.js";
import { type CommandOutcome, type as typeCommand } from "./actions/command.js";
import { deleteMessage } from "./actions/delete-message.js";
import { close, type FormValues, type SubmitOutcome, submit } from "./actions/form.js";
import { type ClickOutcome, choose, type Place, press, send } from "./actions/press.js";
import { say } from "./actions/say.js";
import { runShortcut, type ShortcutOutcome } from "./actions/shortcut.js";
import { type SearchOutcome, search, searchAsTyped } from "./actions/suggestions.js";
import type { HomeTab } from "./delivery/payloads.js";
import { type Readable, readable } from "./readable.js";
import { type Message, snapshot } from "./state/messages.js";
import { type OpenView, seen, type View } from "./state/view-shapes.js";

/** A snapshot of a message, unaffected by later edits. */
export type SeenMessage = Readonly<Message>;

interface Forgery {
  actionId: string;
  value?: string;
  blockId?: string;
  /** Override fields of the payload's `user` and `team`. */
  user?: Record<string, unknown>;
  team?: Record<string, unknown>;
}

export class Person {
  readonly id: string;
  readonly #context: ActionContext;

  constructor(id: string, context: ActionContext) {
    this.id = id;
    this.#context = context;
  }

  /** Resolves with the acknowledgement, or with the error that the person sees. */
  types(channelId: string, line: string): Promise<CommandOutcome> {
    return typeCommand(this.id, channelId, line, this.#context);
  }

  /** Writes an ordinary message. */
  says(channelId: string, text: string): void {
    say(this.id, channelId, text, this.#context);
  }

  /** In the message's thread; to a reply, in the thread that it belongs to. */
  replies({ channel, ts, threadTs }: Pick<SeenMessage, "channel" | "ts" | "threadTs">, text: string): void {
    say(this.id, channel, text, this.#context, threadTs ?? ts);
  }

  /** Deletes a visible message: one's own, or as an administrator anybody's. */
  deletes(message: Pick<SeenMessage, "channel" | "ts">): void {
    deleteMessage(this.id, message, this.#context);
  }

  /** Presses a visible button, and accepts its confirmation dialog unless `confirms` is false. */
  async clicks(where: SeenMessage | OpenView, target: Target, { confirms = true } = {}): Promise<ClickOutcome> {
    return press(this.id, this.#place(where), target, { confirms }, this.#context);
  }

  /** Presses a button on a copy of a message that has been edited or deleted since. */
  async clicksStale(copy: SeenMessage, target: Target): Promise<ClickOutcome> {
    return press(this.id, { message: snapshot(copy) }, target, { confirms: true }, this.#context);
  }

  /** Chooses from a menu: by an option's text or value, or a person by user id. */
  async chooses(where: SeenMessage | OpenView, target: Target, wanted: string): Promise<ClickOutcome> {
    return choose(this.id, this.#place(where), target, wanted, this.#context);
  }

  /** The options of an external select for a query, which is sent as a whole. */
  async searches(where: SeenMessage | OpenView, target: Target, query: string): Promise<SearchOutcome> {
    return search(this.id, this.#place(where), target, query, this.#context);
  }

  /** The same with a payload for each keystroke; resolves with the outcome of the last. */
  async searchesAsTyped(where: SeenMessage | OpenView, target: Target, query: string): Promise<SearchOutcome> {
    return searchAsTyped(this.id, this.#place(where), target, query, this.#context);
  }

  /** Opens a tab of the app's home. What it shows is in `home()`, once the app published it. */
  async opensHome(tab: HomeTab = "home"): Promise<HomeOutcome> {
    return openHome(this.id, tab, this.#context);
  }

  /** Runs a global shortcut of the app's manifest. */
  async runsShortcut(callbackId: string): Promise<ShortcutOutcome> {
    return runShortcut(this.id, callbackId, this.#context);
  }

  /** A press that no client would send: any action, value or user. The message need not be visible. */
  async forges(copy: SeenMessage, { actionId, value, blockId, user, team }: Forgery): Promise<ClickOutcome> {
    const { state } = this.#context;
    const person = state.directory.person(this.id);
    const action = {
      type: "button",
      action_id: actionId,
      block_id: blockId ?? copy.blocks[0]?.block_id ?? "forged",
      text: { type: "plain_text", text: "forged", emoji: true },
      ...(value === undefined ? {} : { value }),
    };
    const forgedUser = { id: person.id, username: person.name, name: person.name, team_id: person.teamId, ...user };
    const { id, domain } = state.directory.team;
    const forged = { user: forgedUser, team: { id, domain, ...team } };
    return send(action, person, { message: snapshot(copy) }, this.#context, forged);
  }

  async submits(view: OpenView, values: FormValues = {}): Promise<SubmitOutcome> {
    return submit(this.id, this.#open(view), values, this.#context);
  }

  /** Cancel, or with `all` the X in the corner. */
  async closes(view: OpenView, { all = false } = {}): Promise<void> {
    return close(this.id, this.#open(view), { all }, this.#context);
  }

  /** This person's topmost open modal. */
  modal(): OpenView | undefined {
    return this.modals().at(-1);
  }

  modals(): OpenView[] {
    return this.#context.state.views.of(this.id).map(seen);
  }

  home(): OpenView | undefined {
    const home = this.#context.state.views.home(this.id);
    return home && seen(home);
  }

  /** Without replies, oldest first; empty if this person is not in the conversation. */
  messages(channelId: string): SeenMessage[] {
    return this.#context.state.messages.seenBy(this.id, channelId).map(snapshot);
  }

  /** The replies in a message's thread, oldest first; also of a message that was deleted since. */
  thread({ channel, ts }: Pick<SeenMessage, "channel" | "ts">): SeenMessage[] {
    return this.#context.state.messages.repliesSeenBy(this.id, channel, ts).map(snapshot);
  }

  /** A message or a reply that this person sees. */
  message(channelId: string, ts: string): SeenMessage | undefined {
    const message = this.#context.state.messages.seen(this.id, channelId, ts);
    return message && snapshot(message);
  }

  /** The conversation with the bot. */
  directMessages(): SeenMessage[] {
    const { directory } = this.#context.state;
    return this.messages(directory.direct(this.id, directory.bot.userId).id);
  }

  reads(what: Readable): string {
    return readable(what, this.#context.state.directory);
  }

  /** Notices by the client itself: failed commands, warning triangles, form errors. */
  notices(): string[] {
    return this.#context.state.notices.filter((each) => each.person === this.id).map((each) => each.text);
  }

  #place(where: SeenMessage | OpenView): Place {
    if ("viewId" in where) return { view: this.#open(where) };
    const now = this.#context.state.messages.seen(this.id, where.channel, where.ts);
    if (now !== undefined) return { message: now };
    const { name } = present(this.id, this.#context.state);
    throw new InvalidAction(`${name} does not see the message ${where.ts} in ${where.channel}`);
  }

  #open({ viewId }: OpenView): View {
    const { views } = this.#context.state;
    const home = views.home(this.id);
    const view = home?.id === viewId ? home : views.of(this.id).find((each) => each.id === viewId);
    if (view === undefined) throw new InvalidAction(`the view ${viewId} is not open before ${this.id}`);
    return view;
  }
}
