// What `/impersonate help` says.
import { formatDuration } from "../../../impersonation/model/duration.js";
import type { Rules } from "../../../impersonation/model/settings.js";
import { openFormButton } from "../blocks/buttons.js";
import { type Content, compose } from "../blocks/compose.js";

export function help(rules: Rules, approvalChannel: string): Content {
  return compose([
    { line: ["Sign in as a user of the product, once someone in ", { channel: approvalChannel }, " approves."] },
    {
      list: [
        [{ code: "/impersonate @user reason" }, " makes a request."],
        [
          { code: "/impersonate @user 45m reason" },
          ` asks for a certain time: ${formatDuration(rules.sessionMs)} unless you say, ${formatDuration(rules.sessionMaxMs)} at most.`,
        ],
        [{ code: "/impersonate chris reason" }, " lets you pick from the users with that name."],
        [{ code: "/impersonate" }, " or ", { code: "/impersonate @user" }, " opens a form."],
        ...commands.map(([command, does]) => [{ code: `/impersonate ${command}` }, ` ${does}`]),
      ],
    },
    {
      line: [
        "A user is a mention, an email, a Clerk user id (user_…), a @username, or their page in the Clerk Dashboard.",
      ],
    },
    {
      line: [
        `Once approved, you get the link in a direct message. It works once, within ${formatDuration(rules.linkTtlMs)}, for you alone. Press Revoke when you are done.`,
      ],
    },
    { buttons: [openFormButton()] },
  ]);
}

const commands: readonly (readonly [command: string, does: string])[] = [
  ["status", "shows your open requests; to approvers, everyone's."],
  ["list", "shows your last ten requests, closed ones too; to approvers, everyone else's last ten as well."],
  ["cancel IMP-204", "withdraws a request that waits. Without an id: your only one."],
  ["revoke IMP-204", "ends access. Without an id: your only one."],
  ["revoke all", "ends all your access; for approvers, everyone's. It asks before it does."],
];

/** For a payload from another workspace or app. */
export const anotherWorkspace: Content = compose([
  { line: ["Understudy serves one workspace, and this came from another. Nothing has changed."] },
]);

/** For a click or a shortcut that no listener matches, for example on a message of an older version. */
export const unknownButton: Content = compose([
  { line: ["Understudy does not know this button or shortcut, so nothing has changed. Try /impersonate help."] },
]);
