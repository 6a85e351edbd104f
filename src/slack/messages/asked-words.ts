// What whoever asked is told at once.
import type { Asked } from "../../impersonation/verbs/ask.js";
import type { Line } from "./compose.js";
import { forHowLong, subjectWords } from "./phrases.js";

/** `asked` is undefined where the same payload made its request before. */
export function askedWords(asked: Asked | undefined, approvalChannel: string): Line {
  const later = "You get a direct message when somebody has decided.";
  if (asked === undefined) return ["Your request is with ", { channel: approvalChannel }, `. ${later}`];
  const { request, cardStands } = asked;
  const wish: Line = ["to let you sign in as ", ...subjectWords(request), ` for ${forHowLong(request)}. `];
  if (cardStands) return ["Asked ", { channel: approvalChannel }, " ", ...wish, later];
  return [
    "Stored your request ",
    ...wish,
    "Slack takes no message in ",
    { channel: approvalChannel },
    ` for the moment; the card follows as soon as it does. ${later}`,
  ];
}
