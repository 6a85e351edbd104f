// auth.test and apps.connections.open: the app's identity, and its Socket Mode address.
import type { Method } from "./method.js";

export const authTest: Method = {
  token: "bot",
  scopes: [],
  run: (_args, { state: { directory }, url }) => ({
    url,
    team: directory.team.name,
    user: directory.bot.name,
    team_id: directory.team.id,
    user_id: directory.bot.userId,
    bot_id: directory.bot.botId,
    is_enterprise_install: false,
  }),
};

export const connectionsOpen: Method = {
  token: "app",
  scopes: [],
  run: (_args, { openConnection }) => ({ url: openConnection() }),
};
