// The workspace's team, people, channels and user groups; they can change while it runs.
import { InvalidAction } from "../../invalid-action.js";
import type { Ids } from "./ids.js";
import type {
  ChannelRecord,
  PersonRecord,
  Seed,
  SeedChannel,
  SeedGroup,
  SeedPerson,
  Team,
  UserGroupRecord,
} from "./seed.js";

export interface BotIdentity {
  userId: string;
  botId: string;
  appId: string;
  name: string;
}

/** Slack's own account. */
export const slackbot = "USLACKBOT";

export class Directory {
  readonly team: Team;
  readonly people = new Map<string, PersonRecord>();
  readonly channels = new Map<string, ChannelRecord>();
  readonly userGroups = new Map<string, UserGroupRecord>();
  readonly bot: BotIdentity;
  readonly #ids: Ids;

  constructor(seed: Seed, botName: string, ids: Ids) {
    this.#ids = ids;
    this.team = seed.team ?? { id: "T0ACME", name: "Acme", domain: "acme" };
    this.bot = { userId: ids.next("U"), botId: ids.next("B"), appId: ids.next("A"), name: botName };
    this.addPerson({ id: this.bot.userId, name: botName, isBot: true });
    this.addPerson({ id: slackbot, name: "slackbot", realName: "Slackbot" });
    for (const person of seed.people) this.addPerson(person);
    for (const channel of seed.channels) this.addChannel(channel);
    for (const group of seed.userGroups ?? []) this.addUserGroup(group);
  }

  addPerson(seed: SeedPerson): PersonRecord {
    const person = {
      realName: seed.name,
      emailConfirmed: true,
      deleted: false,
      isBot: false,
      isAdmin: false,
      isRestricted: false,
      isUltraRestricted: false,
      isStranger: false,
      visible: true,
      omitted: [],
      teamId: this.team.id,
      tzOffsetS: 0,
      ...seed,
    };
    this.people.set(person.id, person);
    return person;
  }

  addChannel({ id, name, members, hasBot, isPrivate, isArchived, isExtShared }: SeedChannel): ChannelRecord {
    const channel: ChannelRecord = {
      id,
      name,
      kind: isPrivate ? "private" : "public",
      isArchived: isArchived ?? false,
      isExtShared: isExtShared ?? false,
      members: hasBot ? [...members, this.bot.userId] : [...members],
    };
    this.channels.set(id, channel);
    return channel;
  }

  addUserGroup(seed: SeedGroup): UserGroupRecord {
    const group = { name: seed.handle, disabled: false, ...seed };
    this.userGroups.set(group.id, group);
    return group;
  }

  /** Throws `InvalidAction` with the id; for actions of people, not for calls of the bot. */
  person(id: string): PersonRecord {
    return this.people.get(id) ?? absent(`nobody in the workspace has the id ${id}`);
  }

  channel(id: string): ChannelRecord {
    return this.channels.get(id) ?? absent(`the workspace has no channel ${id}`);
  }

  /** The direct conversation of two people, created if missing. */
  direct(one: string, other: string): ChannelRecord {
    for (const channel of this.channels.values()) {
      if (channel.kind === "im" && channel.members.includes(one) && channel.members.includes(other)) return channel;
    }
    const id = this.#ids.next("D");
    const channel: ChannelRecord = {
      id,
      name: "directmessage",
      kind: "im",
      isArchived: false,
      isExtShared: false,
      members: [one, other],
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** Slackbot's conversation with a person, which receives posts under another name or icon. */
  slackbotDirect(userId: string): ChannelRecord {
    return this.direct(userId, slackbot);
  }

  isMember(channelId: string, userId: string): boolean {
    return this.channels.get(channelId)?.members.includes(userId) ?? false;
  }

  personNamed(name: string): PersonRecord | undefined {
    return [...this.people.values()].find((each) => each.name === name);
  }

  channelNamed(name: string): ChannelRecord | undefined {
    return [...this.channels.values()].find((each) => each.kind !== "im" && each.name === name);
  }

  userGroupNamed(handle: string): UserGroupRecord | undefined {
    return [...this.userGroups.values()].find((each) => each.handle === handle);
  }
}

function absent(what: string): never {
  throw new InvalidAction(what);
}
