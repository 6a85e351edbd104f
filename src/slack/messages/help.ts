// What `/impersonate help` says.
import { formatDuration } from "../../impersonation/model/duration.js";
import type { Rules } from "../../impersonation/model/settings.js";
import { type Content, compose } from "./compose.js";

export function help(rules: Rules, approvalChannel: string): Content {
  return compose([
    { line: ["Sign in as a user of the product, once somebody else approves in ", { channel: approvalChannel }, "."] },
    {
      line: [
        { bold: "/impersonate @user reason" },
        " asks. A user is a mention, an email, a Clerk user id, a @username or their page in the Clerk Dashboard.",
      ],
    },
    {
      line: [
        { bold: "/impersonate @user 45m reason" },
        " or ",
        { bold: "/impersonate @user reason for 45m" },
        ` asks for a certain time: ${formatDuration(rules.sessionMs)} unless you say, ${formatDuration(rules.sessionMaxMs)} at the most.`,
      ],
    },
    { line: [{ bold: "/impersonate" }, " or ", { bold: "/impersonate @user" }, " opens a form."] },
    {
      line: [
        "Once approved, you get the link in a direct message. It works once, within ",
        `${formatDuration(rules.linkTtlMs)}, for you alone. Revoke there when you are done.`,
      ],
    },
  ]);
}

/** For a payload from another workspace or app. */
export const anotherWorkspace: Content = compose([
  { line: ["Understudy serves one workspace, and this came from another. Nothing was done."] },
]);

/** For a click that no listener matches, for example on a message of an older version. */
export const unknownButton: Content = compose([
  { line: ["Understudy does not know this button (any more), so nothing has changed. Try /impersonate help."] },
]);
