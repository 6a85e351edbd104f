// What is left of a direct message that a newer one replaced, where Slack does not let the bot delete it.
import { type Content, compose } from "../blocks/compose.js";

export function replaced(): Content {
  return compose([{ line: ["Replaced by a newer message below."] }]);
}
