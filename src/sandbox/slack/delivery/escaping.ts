// How Slack rewrites typed text: in every message, and in a command's text with should_escape.
import type { Directory } from "../state/directory.js";

const email = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;
const url = String.raw`https?:\/\/[^\s<>]*[^\s<>.,;:!?)]`;
// Slack knows every top-level domain; these few suffice to tell "see clerk.com" from "e.g.".
const domain = String.raw`(?<![\w@.])(?:[\w-]+\.)+(?:com|net|org|io|dev|co|app|ai|de|uk|eu)(?:\/[^\s<>]*)?(?![\w.-]*\w)`;
const tokens = new RegExp(
  `(?<url>${url})|(?<email>${email})|(?<domain>${domain})|(?<![\\w])(?<at>@[\\w.-]*\\w)|(?<![\\w])(?<hash>#[\\w-]+)`,
  "gi",
);

export const escapeEntities = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

interface Escaping {
  /** True: `<@U1|anna>` as captured; false: `<@U1>` as documented. */
  mentionLabels: boolean;
}

export function escapeTyped(text: string, directory: Directory, { mentionLabels }: Escaping): string {
  let escaped = "";
  let from = 0;
  for (const match of text.matchAll(tokens)) {
    escaped += escapeEntities(text.slice(from, match.index));
    escaped += replaced(match, directory, mentionLabels) ?? escapeEntities(match[0]);
    from = match.index + match[0].length;
  }
  return escaped + escapeEntities(text.slice(from));
}

function replaced({ 0: typed, groups }: RegExpExecArray, directory: Directory, labels: boolean): string | undefined {
  const safe = escapeEntities(typed);
  if (groups?.url !== undefined) return `<${safe}>`;
  if (groups?.email !== undefined) return `<mailto:${safe}|${safe}>`;
  if (groups?.domain !== undefined) return `<http://${safe}|${safe}>`;
  const name = typed.slice(1);
  if (groups?.hash !== undefined) {
    const channel = directory.channelNamed(name);
    // A private channel's name is withheld.
    return channel && `<#${channel.id}|${channel.kind === "private" ? "" : channel.name}>`;
  }
  const person = directory.personNamed(name);
  if (person !== undefined) return labels ? `<@${person.id}|${person.name}>` : `<@${person.id}>`;
  const group = directory.userGroupNamed(name);
  return group && `<!subteam^${group.id}|@${group.handle}>`;
}
