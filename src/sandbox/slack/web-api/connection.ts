// auth.test, bots.info and apps.connections.open: the app's identity, and its Socket Mode address.
import { refuse } from "../http/refusal.js";
import type { Team } from "../state/seed.js";
import type { Method } from "./method.js";

export const authTest: Method = {
  token: "bot",
  scopes: [],
  run: (_args, { state: { directory } }) => ({
    url: `https://${directory.team.domain}.slack.com/`,
    team: directory.team.name,
    user: directory.bot.name,
    // Of an org-wide install, the organization's.
    team_id: isOrgWide(directory.team) ? directory.team.enterprise.id : directory.team.id,
    ...(directory.team.enterprise && { enterprise_id: directory.team.enterprise.id }),
    user_id: directory.bot.userId,
    bot_id: directory.bot.botId,
    is_enterprise_install: isOrgWide(directory.team),
  }),
};

function isOrgWide(team: Team): team is Team & Required<Pick<Team, "enterprise">> {
  return team.enterprise !== undefined && team.orgWideInstall === true;
}

export const botsInfo: Method = {
  token: "bot",
  scopes: ["users:read"],
  run: (args, { state: { directory } }) => {
    const { botId, appId, userId, name } = directory.bot;
    if (args.text("bot") !== botId) refuse("bot_not_found");
    return { bot: { id: botId, deleted: false, name, updated: 0, app_id: appId, user_id: userId, icons: {} } };
  },
};

export const connectionsOpen: Method = {
  token: "app",
  scopes: [],
  run: (_args, { openConnection }) => ({ url: openConnection() }),
};
