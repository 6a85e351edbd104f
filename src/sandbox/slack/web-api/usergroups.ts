// usergroups.list and usergroups.users.list.
import type { Args } from "../http/args.js";
import { refuse } from "../http/refusal.js";
import type { UserGroupRecord } from "../state/seed.js";
import type { SlackState } from "../state/state.js";
import type { Method } from "./method.js";

const scopes = ["usergroups:read"];

export const list: Method = {
  token: "bot",
  scopes,
  run: (args, { state }) => {
    keepPlan(state);
    const groups = [...state.directory.userGroups.values()].filter((each) => wanted(each, args));
    return { usergroups: groups.map((each) => wireGroup(each, args, state.directory.team.id)) };
  },
};

export const members: Method = {
  token: "bot",
  scopes,
  run: (args, { state }) => {
    keepPlan(state);
    const group = state.directory.userGroups.get(args.required("usergroup"));
    if (group === undefined || !wanted(group, args)) return refuse("no_such_subteam");
    return { users: [...group.members] };
  },
};

const wanted = (group: UserGroupRecord, args: Args) => !group.disabled || args.flag("include_disabled") === true;

function keepPlan({ settings }: SlackState): void {
  if (settings.userGroupsNeedPaidPlan) refuse("plan_upgrade_required");
}

function wireGroup(group: UserGroupRecord, args: Args, teamId: string) {
  return {
    id: group.id,
    team_id: teamId,
    is_usergroup: true,
    name: group.name,
    description: "",
    handle: group.handle,
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: group.disabled ? 1 : 0,
    prefs: { channels: [], groups: [] },
    ...(args.flag("include_users") ? { users: [...group.members] } : {}),
    ...(args.flag("include_count") ? { user_count: group.members.length } : {}),
  };
}
