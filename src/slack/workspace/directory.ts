// Implements the port `Directory`: people, user groups and the approval channel, looked up in Slack.
import { z } from "zod";
import { canonicalEmail } from "../../impersonation/model/email.js";
import { ImpersonationError } from "../../impersonation/model/errors.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { ApprovalChannel, Directory, Person } from "../../impersonation/ports/directory.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { createChannelMembers } from "./channel-members.js";
import { SharedLookUps } from "./shared-look-ups.js";

const account = z.object({
  id: z.string(),
  // On Enterprise Grid `enterprise_user` may be all there is.
  team_id: z.string().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_workflow_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_email_confirmed: z.boolean().optional(),
  profile: z.object({ email: z.string().optional() }),
});

/**
 * Slack leaves fields out for accounts that may do nothing anyway. Of anybody else an answer without a field that decides
 * can't be read: no default is safe.
 */
function hasDecidingFields(user: z.infer<typeof account>): boolean {
  if (user.deleted === true || user.is_bot === true || user.is_workflow_bot === true) return true;
  const flags = [user.deleted, user.is_bot, user.is_restricted, user.is_ultra_restricted];
  return flags.every((flag) => flag !== undefined) && teamsOf(user).length > 0;
}

function teamsOf({ team_id, enterprise_user }: z.infer<typeof account>): string[] {
  return [team_id ?? [], enterprise_user?.teams ?? []].flat();
}

const userInfo = z.object({ user: account.refine(hasDecidingFields) });

const channelInfo = z.object({
  channel: z.object({
    is_member: z.boolean(),
    is_archived: z.boolean(),
    is_private: z.boolean(),
    is_ext_shared: z.boolean(),
    is_pending_ext_shared: z.boolean().optional(),
  }),
});

const groupMembers = z.object({ users: z.array(z.string()) });

interface DirectoryContext {
  /** One that keeps to Slack's limits. */
  readonly api: SlackApi;
  readonly approvalChannel: string;
  readonly clock: Clock;
  /** Aborted at shutdown, so that nobody waits out a rate limit. */
  readonly stopping: AbortSignal;
}

export function createDirectory({ api, approvalChannel, clock, stopping }: DirectoryContext): Directory {
  const people = new SharedLookUps<Person>(clock, stopping);
  const groups = new SharedLookUps<ReadonlySet<string>>(clock, stopping);
  const channels = new SharedLookUps<ApprovalChannel>(clock, stopping);
  const members = createChannelMembers(api, approvalChannel, clock, stopping);
  return {
    person: (id, since) => lookUp(() => people.get(id, since, () => person(api, id))),
    group: (id, since) => lookUp(() => groups.get(id, since, () => group(api, id))),
    approvalChannel: (since) => lookUp(() => channels.get(approvalChannel, since, () => channel(api, approvalChannel))),
    isInApprovalChannel: (userId, since) => lookUp(() => members.has(userId, since)),
    approvalChannelHas: (isOne, since) => lookUp(() => members.hasAny(isOne, since)),
  };
}

async function person(api: SlackApi, id: string): Promise<Person> {
  const { user } = await api.call("users.info", { user: id }, userInfo);
  return {
    id: user.id,
    teamIds: teamsOf(user),
    deactivated: user.deleted === true,
    bot: user.is_bot === true || user.is_workflow_bot === true,
    guest: user.is_restricted === true || user.is_ultra_restricted === true,
    stranger: user.is_stranger === true,
    email: user.profile.email ? canonicalEmail(user.profile.email) : null,
    emailConfirmed: user.is_email_confirmed === true,
  };
}

async function group(api: SlackApi, id: string): Promise<ReadonlySet<string>> {
  const { users } = await api.call("usergroups.users.list", { usergroup: id }, groupMembers);
  return new Set(users);
}

async function channel(api: SlackApi, id: string): Promise<ApprovalChannel> {
  const info = await api.call("conversations.info", { channel: id }, channelInfo);
  return {
    joined: info.channel.is_member,
    archived: info.channel.is_archived,
    private: info.channel.is_private,
    sharedOutside: info.channel.is_ext_shared || info.channel.is_pending_ext_shared === true,
  };
}

async function lookUp<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    // Slack also says this of a private channel that the bot was not invited to.
    if (error.code === "channel_not_found") throw new ImpersonationError({ code: "channel_unseen" });
    // A group that was deleted or mistyped, or a plan without user groups: trying again will not help.
    const noGroup = error.code === "no_such_subteam" || error.code === "plan_upgrade_required";
    if (noGroup) throw new ImpersonationError({ code: "group_unknown" });
    if (error.kind === "refused") throw new ImpersonationError({ code: "slack_lookup_refused", slackCode: error.code });
    throw new ImpersonationError({ code: "slack_lookup_failed" });
  }
}
