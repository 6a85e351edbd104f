// Addresses that messages link to: a card in Slack, and a user in the Clerk Dashboard.
import type { Place } from "../../../impersonation/model/message.js";

/** `workspaceUrl` as in `auth.test`, such as `https://acme.slack.com/`. */
export function permalink(workspaceUrl: string, { channel, ts }: Place): string {
  return new URL(`/archives/${channel}/p${ts.replace(".", "")}`, workspaceUrl).href;
}

/** In the instance that the reader has used last. Undefined for what is no id of Clerk's. */
export function dashboardUser(userId: string): string | undefined {
  return /^user_[A-Za-z0-9]{1,100}$/.test(userId) ? `https://dashboard.clerk.com/~/users/${userId}` : undefined;
}
