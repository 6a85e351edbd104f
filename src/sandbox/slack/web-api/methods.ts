// The emulated methods; any other is answered with unknown_method.
import * as chat from "./chat.js";
import { authTest, botsInfo, connectionsOpen } from "./connection.js";
import * as conversations from "./conversations.js";
import { history, replies } from "./history.js";
import type { Method } from "./method.js";
import * as usergroups from "./usergroups.js";
import * as users from "./users.js";
import * as views from "./views.js";

export const methods: ReadonlyMap<string, Method> = new Map([
  ["auth.test", authTest],
  ["bots.info", botsInfo],
  ["apps.connections.open", connectionsOpen],
  ["chat.postMessage", chat.postMessage],
  ["chat.postEphemeral", chat.postEphemeral],
  ["chat.update", chat.update],
  ["chat.delete", chat.remove],
  ["chat.getPermalink", chat.getPermalink],
  ["views.open", views.open],
  ["views.push", views.push],
  ["views.update", views.update],
  ["views.publish", views.publish],
  ["users.info", users.info],
  ["users.lookupByEmail", users.lookupByEmail],
  ["users.conversations", conversations.ofUser],
  ["usergroups.list", usergroups.list],
  ["usergroups.users.list", usergroups.members],
  ["conversations.info", conversations.info],
  ["conversations.members", conversations.members],
  ["conversations.history", history],
  ["conversations.replies", replies],
  ["conversations.open", conversations.open],
]);
