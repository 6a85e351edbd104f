// Carries out the page's actions on behalf of the window's person.
import type { z } from "zod";
import { type ActionName, actions, type ShownPlace } from "../contract/actions.js";
import { InvalidAction } from "../invalid-action.js";
import type { Person, SeenMessage } from "../slack/person.js";
import type { OpenView } from "../slack/state/view-shapes.js";
import type { LiveSandbox } from "./live-sandbox.js";
import { parseInput } from "./read-request.js";

type Perform = (live: LiveSandbox, body: unknown) => Promise<unknown>;

const handlers: Readonly<Record<ActionName, Perform>> = {
  type: on(actions.type, async (live, { as, channel, line, window }) => {
    const person = live.person(as);
    live.windows.acts(as, window);
    if (line.startsWith("/")) return { outcome: (await person.types(channel, line)).kind };
    person.says(channel, line);
    return { outcome: "sent" };
  }),

  reply: on(actions.reply, async (live, { as, channel, ts, text }) => {
    const [, command] = /^\s*(\/\S+)/.exec(text) ?? [];
    if (command !== undefined) throw new InvalidAction(`${command} is not supported in threads. Sorry!`);
    live.person(as).replies({ channel, ts }, text);
    return {};
  }),

  open_home: on(actions.open_home, async (live, { as, tab, window }) => {
    const person = live.person(as);
    live.windows.acts(as, window);
    await person.opensHome(tab);
    return {};
  }),

  shortcut: on(actions.shortcut, async (live, { as, callbackId, window }) => {
    const person = live.person(as);
    live.windows.acts(as, window);
    return { outcome: (await person.runsShortcut(callbackId)).kind };
  }),

  press: on(actions.press, async (live, { as, place, blockId, actionId, window }) => {
    const person = live.person(as);
    live.windows.acts(as, window);
    const target = { blockId, actionId };
    const where = whereIs(live, person, place, blockId);
    const { kind } = where.stale
      ? await person.clicksStale(where.message, target)
      : await person.clicks(where.now, target);
    // A press that was dismissed in its dialog never gets here.
    return { outcome: kind === "warning_triangle" ? kind : "acknowledged" };
  }),

  choose: on(actions.choose, async (live, { as, place, blockId, actionId, value, window }) => {
    const person = live.person(as);
    live.windows.acts(as, window);
    const { kind } = await person.chooses(nowAt(person, place), { blockId, actionId }, value);
    return { outcome: kind === "warning_triangle" ? kind : "acknowledged" };
  }),

  search: on(actions.search, async (live, { as, place, blockId, actionId, query }) => {
    const person = live.person(as);
    const { kind, groups } = await person.searches(nowAt(person, place), { blockId, actionId }, query);
    return { outcome: kind, groups };
  }),

  submit: on(actions.submit, async (live, { as, viewId, values }) => {
    const person = live.person(as);
    const outcome = await person.submits(modalOf(person.modals(), viewId), values);
    return { outcome: outcome.kind, incomplete: outcome.kind === "incomplete" ? outcome.errors : {} };
  }),

  close: on(actions.close, async (live, { as, viewId, all }) => {
    const person = live.person(as);
    await person.closes(modalOf(person.modals(), viewId), { all });
    return {};
  }),

  read: on(actions.read, async (live, { as, channel, ts }) => {
    // The client's own notices count as messages, too.
    const shown = live.workspaceOf(live.person(as).id).conversations.find(({ id }) => id === channel);
    const there = shown?.messages.some((each) => [each, ...each.replies].some((one) => one.ts === ts)) ?? false;
    if (!there) throw new InvalidAction("This person sees no such message.");
    live.readMarks.mark(as, channel, ts);
    live.changed();
    return {};
  }),

  faults: on(actions.faults, async (live, { clerk, slack }) => {
    if (clerk !== undefined) live.faults.setClerk(clerk);
    if (slack !== undefined) live.faults.setSlack(slack);
    live.changed();
    return {};
  }),

  sockets: on(actions.sockets, async ({ sandbox }, { what }) => {
    if (what === "drop") sandbox.slack.sockets.drop();
    else sandbox.slack.sockets.refresh();
    return {};
  }),

  bot: on(actions.bot, async (live, { what }) => {
    if (what === "start") await live.startBot();
    else if (what === "kill") await live.killBot();
    else await live.killAndRestartBot();
    return {};
  }),

  advance: on(actions.advance, async ({ sandbox }, { ms }) => {
    sandbox.clock.advance(ms);
    return {};
  }),

  checklist: on(actions.checklist, async (live, { shown }) => {
    live.checklist.shown = shown;
    live.changed();
    return {};
  }),

  reset: on(actions.reset, async (live) => {
    await live.reset();
    return {};
  }),
};

/** Throws an HTTPException for malformed input, and `InvalidAction` for what no person could do. */
export function perform(live: LiveSandbox, name: ActionName, body: unknown): Promise<unknown> {
  return handlers[name](live, body);
}

function on<Input, Output>(
  { input }: { readonly input: z.ZodType<Input>; readonly output: z.ZodType<Output> },
  act: (live: LiveSandbox, input: Input) => Promise<Output>,
): Perform {
  return async (live, body) => act(live, parseInput(input, body));
}

type Where = { stale: false; now: SeenMessage | OpenView } | { stale: true; message: SeenMessage };

/** The target of a press: the current message, or the version that the person saw. */
function whereIs(live: LiveSandbox, person: Person, place: ShownPlace, blockId: string): Where {
  if ("viewId" in place) return { stale: false, now: nowAt(person, place) };
  const { channel, ts } = place;
  const now = person.message(channel, ts);
  if (now?.blocks.some((each) => each.block_id === blockId)) return { stale: false, now };
  const message = live.revisions.withBlock(channel, ts, blockId);
  const { directory } = live.sandbox.slack.state;
  const saw = directory.isMember(channel, person.id) && (message?.ephemeralFor ?? person.id) === person.id;
  if (message === undefined || !saw) throw new InvalidAction("This person sees no such button.");
  return { stale: true, message };
}

function nowAt(person: Person, place: ShownPlace): SeenMessage | OpenView {
  if ("viewId" in place) {
    const home = person.home();
    return home?.viewId === place.viewId ? home : modalOf(person.modals(), place.viewId);
  }
  const message = person.message(place.channel, place.ts);
  if (message === undefined) throw new InvalidAction("This person sees no such message.");
  return message;
}

function modalOf(views: readonly OpenView[], viewId: string): OpenView {
  const view = views.find((each) => each.viewId === viewId);
  if (view === undefined) throw new InvalidAction("This form is no longer open.");
  return view;
}
