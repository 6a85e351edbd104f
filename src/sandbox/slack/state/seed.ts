// The initial contents of a workspace, and the records made from them.

export interface Team {
  id: string;
  name: string;
  domain: string;
  /** Set when the workspace belongs to an Enterprise Grid organization. */
  enterprise?: { id: string; name: string };
  /** The app is installed on the whole organization instead of this workspace. */
  orgWideInstall?: boolean;
}

export interface PersonRecord {
  id: string;
  /** The handle after the @ in a mention. */
  name: string;
  realName: string;
  email?: string | undefined;
  emailConfirmed: boolean;
  deleted: boolean;
  isBot: boolean;
  /** May delete the messages of others. */
  isAdmin: boolean;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isStranger: boolean;
  /** False: users.info answers user_not_visible. */
  visible: boolean;
  /** Another team's id for someone from Slack Connect. */
  teamId: string;
  /** On Enterprise Grid: the teams this person belongs to. */
  enterpriseTeams?: string[] | undefined;
  /** Fields that `users.info` leaves out, such as `team_id` on Enterprise Grid. */
  omitted: readonly string[];
  /** Seconds east of UTC. */
  tzOffsetS: number;
}

export interface ChannelRecord {
  id: string;
  name: string;
  kind: "public" | "private" | "im";
  isArchived: boolean;
  isExtShared: boolean;
  /** User ids, including the bot's if it was invited. */
  members: string[];
}

export interface UserGroupRecord {
  id: string;
  handle: string;
  name: string;
  members: string[];
  disabled: boolean;
}

export type SeedPerson = Partial<PersonRecord> & { id: string; name: string };
export type SeedGroup = Partial<UserGroupRecord> & { id: string; handle: string; members: string[] };

export interface SeedChannel {
  id: string;
  name: string;
  members: string[];
  isPrivate?: boolean;
  isArchived?: boolean;
  isExtShared?: boolean;
  /** True: the bot was invited. */
  hasBot?: boolean;
}

export interface Seed {
  team?: Team;
  people: SeedPerson[];
  channels: SeedChannel[];
  userGroups?: SeedGroup[];
}
