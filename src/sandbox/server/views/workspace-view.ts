// Builds the workspace as one person sees it: what Slack would show them, and nothing else.
import type {
  ShownConversation,
  ShownMessage,
  ShownModal,
  ShownPerson,
  ShownReply,
  Workspace,
} from "../../contract/workspace.js";
import { closedBecause } from "../../slack/actions/say.js";
import { type Directory, slackbot } from "../../slack/state/directory.js";
import type { Message } from "../../slack/state/messages.js";
import type { ChannelRecord, PersonRecord } from "../../slack/state/seed.js";
import type { SlackState } from "../../slack/state/state.js";
import type { View } from "../../slack/state/view-shapes.js";
import type { ReadMarks } from "../read-marks.js";

interface Viewing {
  readonly run: number;
  readonly state: SlackState;
  readonly readMarks: ReadMarks;
  readonly aheadMs: number;
  readonly permalinks: string;
  /** Whether this window shows the form. */
  readonly shows: (viewId: string) => boolean;
}

export function workspaceSeenBy(
  userId: string,
  { run, state, readMarks, aheadMs, permalinks, shows }: Viewing,
): Workspace {
  const { directory, manifest, views } = state;
  const home = views.home(userId);
  return {
    run,
    team: directory.team.name,
    me: userId,
    aheadMs,
    people: [...directory.people.values()].filter((each) => !each.deleted).map((each) => shownPerson(each, directory)),
    userGroups: [...directory.userGroups.values()].map(({ id, handle, name }) => ({ id, handle, name })),
    commands: manifest.commands.map(({ name, description, usageHint }) => ({ name, description, usageHint })),
    shortcuts: manifest.scopes.includes("commands") ? [...manifest.shortcuts] : [],
    permalinks,
    app: {
      name: manifest.appName,
      homeTab: manifest.homeTab,
      ...(home !== undefined && { home: { viewId: home.id, blocks: home.surface.blocks } }),
    },
    conversations: [...directory.channels.values()]
      .filter(({ members }) => members.includes(userId))
      .map((channel) => shownConversation(channel, userId, state, readMarks)),
    modals: views
      .of(userId)
      .filter(({ id }) => shows(id))
      .map(shownModal),
  };
}

function shownPerson(person: PersonRecord, { team }: Directory): ShownPerson {
  const { id, name, realName, isBot, isRestricted, teamId } = person;
  const guestOrMember = isRestricted ? "guest" : "member";
  const human = teamId === team.id ? guestOrMember : "stranger";
  return { id, name, realName, kind: isBot || id === slackbot ? "bot" : human };
}

function shownConversation(
  channel: ChannelRecord,
  userId: string,
  state: SlackState,
  readMarks: ReadMarks,
): ShownConversation {
  const { directory, messages, notices } = state;
  const { id, kind, members } = channel;
  const seen = messages.seenBy(userId, id);
  const tombstones = messages.all.filter((each) => each.channel === id && messages.isTombstone(each));
  const withThread = (message: Message): ShownMessage => ({
    ...(message.deleted ? tombstone(message) : shownReply(message)),
    deleted: message.deleted,
    replies: messages.repliesSeenBy(userId, id, message.ts).map(shownReply),
  });
  const mentioned = [...seen, ...tombstones]
    .flatMap(({ ts }) => messages.repliesSeenBy(userId, id, ts))
    .filter((each) => mentions(each, userId, directory));
  // Of replies only those that mention the person count: nobody follows a thread.
  const unread = readMarks.unread(userId, id, [...seen, ...mentioned]);
  const other = kind === "im" ? members.find((each) => each !== userId) : undefined;
  const clientNotices = notices.filter((each) => each.person === userId && each.channel === id);
  const closed = closedBecause(channel, state);
  return {
    id,
    name: other === undefined ? channel.name : directory.person(other).name,
    kind,
    ...(other !== undefined && { withPerson: other }),
    members: members.length,
    ...(closed !== undefined && { closed }),
    unread: unread.length,
    mentions: kind === "im" ? unread.length : unread.filter((each) => mentions(each, userId, directory)).length,
    messages: [
      ...[...seen, ...tombstones].map(withThread),
      ...clientNotices.map(({ ts, text }) => ({
        ts,
        user: slackbot,
        text,
        blocks: [],
        onlyForYou: true,
        edited: false,
        deleted: false,
        replies: [],
      })),
    ].sort((one, other) => (one.ts < other.ts ? -1 : 1)),
  };
}

function mentions({ text }: Message, userId: string, { userGroups }: Directory): boolean {
  const groups = [...userGroups.values()].filter(({ members }) => members.includes(userId));
  // With or without a label after the id.
  return [`<@${userId}`, ...groups.map(({ id }) => `<!subteam^${id}`)].some(
    (mention) => text.includes(`${mention}>`) || text.includes(`${mention}|`),
  );
}

function shownReply({ ts, user, text, blocks, ephemeralFor, edited }: Message): ShownReply {
  return { ts, user, text, blocks, onlyForYou: ephemeralFor !== undefined, edited: edited !== undefined };
}

/** Of a deleted message nothing is shown but that it was deleted. */
function tombstone({ ts }: Message): ShownReply {
  return { ts, user: slackbot, text: "This message was deleted.", blocks: [], onlyForYou: false, edited: false };
}

function shownModal({ id, surface, hash, errors, filled }: View): ShownModal {
  const modal = surface.type === "modal" ? surface : undefined;
  return {
    viewId: id,
    hash,
    title: modal?.title.text ?? "",
    ...(modal?.submit !== undefined && { submit: modal.submit.text }),
    ...(modal?.close !== undefined && { close: modal.close.text }),
    blocks: surface.blocks,
    errors,
    values: filled.values(surface.blocks),
  };
}
