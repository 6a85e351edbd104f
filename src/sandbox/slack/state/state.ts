// The workspace's whole state, the single source for people, the bot and the page.
import type { Clock } from "../../../impersonation/ports/clock.js";
import { Journal } from "../../journal.js";
import { Calls } from "../http/calls.js";
import { Faults } from "../http/faults.js";
import { Tiers } from "../http/tiers.js";
import type { Unfurled } from "../unfurl.js";
import { Directory } from "./directory.js";
import type { SlackEvent } from "./events.js";
import { Ids } from "./ids.js";
import { type Manifest, readManifest } from "./manifest.js";
import { Messages } from "./messages.js";
import { ResponseUrls } from "./response-urls.js";
import type { Seed } from "./seed.js";
import { Triggers } from "./triggers.js";
import { Views } from "./views.js";

export interface Settings {
  /** How long the bot has to acknowledge, by the workspace's clock. */
  ackPatienceMs: number;
  /** Whether a typed mention arrives as `<@U1|name>` (as captured) or as `<@U1>` (as documented). */
  mentionLabels: boolean;
  /** Maximum page size of a list, whatever `limit` says. */
  itemsPerPage: number;
  userGroupsNeedPaidPlan: boolean;
  /** Messages older than this can no longer be edited; undefined: no limit. */
  editWindowMs: number | undefined;
  /** Whether calls are limited to the documented number a minute, by the workspace's clock. */
  rateLimits: boolean;
}

/** A notice by the Slack client itself. */
interface Notice {
  person: string;
  text: string;
  /** The channel, for a notice in place of a command's answer. */
  channel?: string;
  /** Its place among the messages. */
  ts: string;
}

export interface SlackState {
  clock: Clock;
  random: () => number;
  settings: Settings;
  manifest: Manifest;
  ids: Ids;
  journal: Journal<SlackEvent>;
  directory: Directory;
  messages: Messages;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  calls: Calls;
  faults: Faults;
  tiers: Tiers;
  unfurled: Unfurled[];
  notices: Notice[];
}

interface StateOptions {
  clock: Clock;
  manifest: string;
  seed: Seed;
  random: () => number;
  ackPatienceMs: number;
  mentionLabels: boolean;
}

export function newState({
  clock,
  manifest: text,
  seed,
  random,
  ackPatienceMs,
  mentionLabels,
}: StateOptions): SlackState {
  const manifest = readManifest(text);
  const ids = new Ids(clock, random);
  const journal = new Journal<SlackEvent>();
  const directory = new Directory(seed, manifest.botName, ids);
  return {
    clock,
    random,
    settings: {
      ackPatienceMs,
      mentionLabels,
      itemsPerPage: 100,
      userGroupsNeedPaidPlan: false,
      editWindowMs: undefined,
      rateLimits: false,
    },
    manifest,
    ids,
    journal,
    directory,
    messages: new Messages(directory, ids, journal),
    views: new Views(ids, journal),
    triggers: new Triggers(clock, random),
    responseUrls: new ResponseUrls(clock, directory.team.id),
    calls: new Calls(journal),
    faults: new Faults(),
    tiers: new Tiers(),
    unfurled: [],
    notices: [],
  };
}
