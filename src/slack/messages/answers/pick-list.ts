// Whom somebody may mean by a name: a list to pick one user from, which only they see.
import type { types } from "@slack/bolt";
import type { NamedSubject } from "../../../impersonation/model/request.js";
import { pickButton } from "../blocks/buttons.js";
import { type Content, clean, compose, plain, shorten } from "../blocks/compose.js";

export interface Pick {
  readonly subject: NamedSubject;
  /** What the button carries: a draft, whole or to be finished in the form. */
  readonly value: string;
  readonly isWhole: boolean;
}

/** `picks`: one to ten. */
export function pickList(name: string, picks: readonly Pick[]): Content {
  const question = picks.length === 1 ? "Did you mean this user?" : "Which user do you mean?";
  const { text, blocks } = compose([{ line: [`${question} “${shorten(clean(name), 100)}” may be:`] }]);
  const names = picks.map(({ subject }) => clean(subject.name));
  return {
    text: compose([{ line: [`${text} ${names.join(", ")}`] }]).text,
    blocks: [...blocks, ...picks.map(pickBlock)],
  };
}

/** Slack's limit is 3,000 characters. */
const longest = 300;

function pickBlock({ subject, value, isWhole }: Pick): types.SectionBlock {
  const { id, name, shownEmail } = subject;
  const texts = [clean(name), shownEmail === null ? "" : clean(shownEmail), id].map((text) => shorten(text, longest));
  const [first = id, ...others] = [...new Set(texts)].filter((text) => text !== "");
  return {
    type: "section",
    // Names are no markup.
    text: plain([first, others.join(" · ")].join("\n").trim()),
    accessory: pickButton(value, first, isWhole),
    block_id: id.slice(0, 255),
  };
}
