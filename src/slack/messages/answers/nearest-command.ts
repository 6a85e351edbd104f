// A word that is no command but nearly one, and a command with words that it does not take.
import { type Content, compose, type Item } from "../blocks/compose.js";

/** `suggested`: what stands after `/impersonate`. */
export function didYouMean(suggested: string): Item {
  return { line: ["Did you mean ", { code: `/impersonate ${suggested}` }, "?"] };
}

export const commandWords = ["status", "list", "cancel", "revoke", "help"] as const;
export type CommandWord = (typeof commandWords)[number];

const takes: Readonly<Record<Exclude<CommandWord, "help">, string>> = {
  status: "takes nothing after it.",
  list: "takes nothing after it.",
  cancel: "takes the id of one request, such as IMP-204, or nothing.",
  revoke: "takes the id of one request, such as IMP-204, or all, or nothing.",
};

/** For a command that was followed by something else, perhaps by a reason: nothing was done. */
export function commandTakes(word: keyof typeof takes): Content {
  return compose([
    { line: [{ code: `/impersonate ${word}` }, ` ${takes[word]} Nothing was done.`] },
    { line: ["To request access, begin with the user: ", { code: "/impersonate @user reason" }] },
  ]);
}
