// The payloads that Slack sends to the app, in their published shapes.
import type { Filled } from "../block-kit/form-state.js";
import { type Message, wireMessage } from "../state/messages.js";
import type { ChannelRecord, PersonRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import { type View, wireView } from "../state/view-shapes.js";

/** The deprecated verification token, still present in every payload. */
const legacyToken = "sandbox-verification-token";

const channelName = ({ kind, name }: ChannelRecord) =>
  kind === "im" ? "directmessage" : kind === "private" ? "privategroup" : name;

const wireUser = ({ id, name, teamId }: PersonRecord) => ({ id, username: name, name, team_id: teamId });

function commonFields(person: PersonRecord, { directory: { team, bot } }: SlackState) {
  const enterprise = team.enterprise ?? null;
  return {
    team: {
      id: team.id,
      domain: team.domain,
      ...(enterprise === null ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
    user: wireUser(person),
    api_app_id: bot.appId,
    token: legacyToken,
    enterprise,
    is_enterprise_install: false,
  };
}

export function commandPayload(
  command: string,
  text: string,
  person: PersonRecord,
  channel: ChannelRecord,
  origin: string,
  state: SlackState,
) {
  const { team, bot } = state.directory;
  const purpose = { userId: person.id, channel: channel.id };
  return {
    token: legacyToken,
    team_id: team.id,
    team_domain: team.domain,
    ...(team.enterprise === undefined
      ? {}
      : { enterprise_id: team.enterprise.id, enterprise_name: team.enterprise.name }),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: bot.appId,
    is_enterprise_install: "false",
    response_url: `${origin}${state.responseUrls.issue("commands", purpose)}`,
    trigger_id: state.triggers.issue({ userId: person.id }),
  };
}

/** `message` may be an older copy; the payload then carries its blocks and text. */
export function messageActionPayload(
  action: Record<string, unknown>,
  person: PersonRecord,
  message: Message,
  filled: Filled,
  origin: string,
  state: SlackState,
) {
  const channel = state.directory.channel(message.channel);
  const isEphemeral = message.ephemeralFor !== undefined;
  const purpose = { userId: person.id, channel: channel.id, originalTs: message.ts };
  return {
    type: "block_actions",
    ...commonFields(person, state),
    container: { type: "message", message_ts: message.ts, channel_id: channel.id, is_ephemeral: isEphemeral },
    trigger_id: state.triggers.issue({ userId: person.id }),
    channel: { id: channel.id, name: channelName(channel) },
    ...(isEphemeral ? {} : { message: wireMessage(message, state.directory) }),
    state: { values: filled.values(message.blocks) },
    response_url: `${origin}${state.responseUrls.issue("actions", purpose)}`,
    actions: [{ ...action, action_ts: state.ids.ts() }],
  };
}

export function viewActionPayload(
  action: Record<string, unknown>,
  person: PersonRecord,
  view: View,
  state: SlackState,
) {
  const shown = wireView(view, state.directory);
  return {
    type: "block_actions",
    ...commonFields(person, state),
    container: { type: "view", view_id: view.id },
    trigger_id: state.triggers.issue({ userId: person.id, viewId: view.id }),
    view: shown,
    state: shown.state,
    actions: [{ ...action, action_ts: state.ids.ts() }],
  };
}

/** A global shortcut, which is run nowhere in particular: no conversation, and no response_url. */
export function shortcutPayload(callbackId: string, person: PersonRecord, state: SlackState) {
  const { name: _unlikeOtherPayloads, ...user } = wireUser(person);
  return {
    type: "shortcut",
    ...commonFields(person, state),
    user,
    callback_id: callbackId,
    trigger_id: state.triggers.issue({ userId: person.id }),
    action_ts: state.ids.ts(),
  };
}

export type HomeTab = "home" | "messages";

/** `channelId` is the person's conversation with the app; `view` is what the Home tab shows, if anything was published. */
export function homeOpenedPayload(
  person: PersonRecord,
  channelId: string,
  tab: HomeTab,
  view: View | undefined,
  state: SlackState,
) {
  const { team, bot } = state.directory;
  const eventTs = state.ids.ts();
  return {
    token: legacyToken,
    team_id: team.id,
    api_app_id: bot.appId,
    type: "event_callback",
    event_id: state.ids.next("Ev"),
    event_time: Math.floor(Number(eventTs)),
    event_context: state.ids.next("EC"),
    is_ext_shared_channel: false,
    authorizations: [
      {
        enterprise_id: team.enterprise?.id ?? null,
        team_id: team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    event: {
      type: "app_home_opened",
      user: person.id,
      channel: channelId,
      tab,
      event_ts: eventTs,
      ...(view === undefined ? {} : { view: wireView(view, state.directory) }),
    },
  };
}

export function suggestionPayload(
  value: string,
  { blockId, actionId }: { blockId: string; actionId: string },
  person: PersonRecord,
  where: View | Message,
  state: SlackState,
) {
  const base = {
    type: "block_suggestion",
    ...commonFields(person, state),
    action_id: actionId,
    block_id: blockId,
    value,
  };
  if ("surface" in where) {
    return { ...base, container: { type: "view", view_id: where.id }, view: wireView(where, state.directory) };
  }
  const channel = state.directory.channel(where.channel);
  return {
    ...base,
    container: { type: "message", message_ts: where.ts, channel_id: channel.id, is_ephemeral: false },
    channel: { id: channel.id, name: channelName(channel) },
    message: wireMessage(where, state.directory),
  };
}

export function submissionPayload(person: PersonRecord, view: View, state: SlackState) {
  return {
    type: "view_submission",
    ...commonFields(person, state),
    trigger_id: state.triggers.issue({ userId: person.id, viewId: view.id }),
    view: wireView(view, state.directory),
    response_urls: [],
  };
}

export function closedPayload(person: PersonRecord, view: View, isCleared: boolean, state: SlackState) {
  return {
    type: "view_closed",
    ...commonFields(person, state),
    view: wireView(view, state.directory),
    is_cleared: isCleared,
  };
}
