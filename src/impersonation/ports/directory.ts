// The Slack workspace as the checks need it: people, user groups and the approval channel.

/** A member of a Slack workspace, as Slack's `users.info` tells. */
export interface Person {
  readonly id: string;
  /** The teams the person belongs to: one, or on Enterprise Grid several. */
  readonly teamIds: readonly string[];
  readonly deactivated: boolean;
  readonly bot: boolean;
  readonly guest: boolean;
  readonly stranger: boolean;
  readonly email: string | null;
  readonly emailConfirmed: boolean;
}

export interface ApprovalChannel {
  readonly joined: boolean;
  readonly archived: boolean;
  readonly private: boolean;
  readonly sharedOutside: boolean;
}

/** Later than anything that was ever asked for. */
export const alwaysFresh = Number.POSITIVE_INFINITY;

/** The workspace. Every look-up throws a `slack_lookup_…` problem or a channel's; none answers with a guess. */
export interface Directory {
  /** An answer asked for at or after `since` (milliseconds) will do; `alwaysFresh` asks Slack. */
  person(id: string, since: number): Promise<Person>;
  group(id: string, since: number): Promise<ReadonlySet<string>>;
  approvalChannel(since: number): Promise<ApprovalChannel>;
  approvalChannelMembers(since: number): Promise<ReadonlySet<string>>;
}
