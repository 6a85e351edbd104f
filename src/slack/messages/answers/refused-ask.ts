// A refusal of what somebody asked. It keeps what was typed: in a quote, and in a form that a button opens.
import { editButton, valueMaxLength } from "../blocks/buttons.js";
import { type Content, compose, type Item, type Line, shorten } from "../blocks/compose.js";
import type { RequestFormValues } from "../forms/request-form.js";

/** `values` are undefined where no other entry would help. `hint`: what else may have been meant. */
export function refusedAsk(
  words: Line,
  typed: string,
  values: RequestFormValues | undefined,
  hint: readonly Item[] = [],
): Content {
  if (values === undefined) return compose([...hint, { line: words }]);
  return compose([
    ...hint,
    { line: words },
    { quote: shorten(typed, quoteMaxLength) },
    { buttons: [editButton(fitting(values))] },
  ]);
}

/** Far more than a reason may have. Slack refuses a message of somewhat more than this, and then nothing would be told. */
const quoteMaxLength = 8_000;

/** As JSON, with as much of the reason as a button holds; the rest can be copied from the quote. */
export function fitting(values: RequestFormValues): string {
  let { reason } = values;
  for (;;) {
    const value = JSON.stringify({ ...values, reason });
    if (value.length <= valueMaxLength || reason === "") return value;
    // A character takes one place or, escaped, two.
    const length = reason.length - Math.ceil((value.length - valueMaxLength) / 2);
    reason = length > 0 ? shorten(reason, length) : "";
  }
}
