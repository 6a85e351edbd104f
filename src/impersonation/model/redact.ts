// Takes out of a text what looks like a secret: people and libraries put them there.

const redactions: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/hooks\.slack(?:-gov)?\.com[^\s"']*/gi, "[response url]"],
  // The same by its path, where Slack's API is at another address.
  [/(?:https?:\/\/[^\s"'/]+)?\/(?:commands|actions|workflows|services)\/[TE][A-Z0-9]+\/[^\s"']*/g, "[response url]"],
  // A trigger id: a request's number, the workspace's, and the secret part.
  [/\b\d{6,}\.\d+\.[0-9a-f]{8,}\b/g, "[trigger id]"],
  // A ticket's number is none.
  [/((?:ticket|token)(?:=|%3D|\\*["']\s*:\s*\\*["']))(?!#?\d{1,12}(?![\w.-]))[^\s&"'\\]+/gi, "$1[secret]"],
  [/\b(Bearer\s+)(?!\[|token\b)[\w.~+/=-]+/gi, "$1[secret]"],
  [/x(?:ox[a-z]|app)-[\w.-]+/gi, "[secret]"],
  [/(?:sk_(?:live|test)|whsec)_[^\s"',;]+/gi, "[secret]"],
  [/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/g, "[secret]"],
];

/** By their forms: sign-in links, tokens, keys, response URLs and trigger ids. */
export function redactSecrets(text: string): string {
  return redactions.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
