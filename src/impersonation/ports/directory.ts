// The Slack workspace as the checks need it: people, user groups and the approval channel.

/** A member of a Slack workspace, as Slack's `users.info` returns them. */
export interface Person {
  readonly id: string;
  /** The teams the person belongs to: one, or on Enterprise Grid several. */
  readonly teamIds: readonly string[];
  readonly deactivated: boolean;
  readonly bot: boolean;
  readonly guest: boolean;
  readonly stranger: boolean;
  /** In the form of `canonicalEmail`. */
  readonly email: string | null;
  readonly emailConfirmed: boolean;
}

export interface ApprovalChannel {
  readonly joined: boolean;
  readonly archived: boolean;
  readonly private: boolean;
  readonly sharedOutside: boolean;
}

/** Later than any look-up so far: no earlier answer will do. */
export const alwaysFresh = Number.POSITIVE_INFINITY;

/** The workspace. A look-up that fails throws an `ImpersonationError` (`slack_lookup_…` and the like); none guesses. */
export interface Directory {
  /** An answer requested at or after `since` (epoch milliseconds) will do; `alwaysFresh` always queries Slack. */
  person(id: string, since: number): Promise<Person>;
  group(id: string, since: number): Promise<ReadonlySet<string>>;
  approvalChannel(since: number): Promise<ApprovalChannel>;
  isInApprovalChannel(userId: string, since: number): Promise<boolean>;
  /** Whether any member of the approval channel is one of those. */
  approvalChannelHas(isOne: (userId: string) => boolean, since: number): Promise<boolean>;
}
