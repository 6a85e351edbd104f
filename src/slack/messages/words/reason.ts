// A reason as people read it: the first ticket in it is a link.
import { type ReasonRules, reasonMaxLength, type Span } from "../../../impersonation/model/settings.js";
import { cleanLines, type Line } from "../blocks/compose.js";

/** The parts of a quote: nothing but the ticket acts. */
export function reasonParts(reason: string, rules: ReasonRules): Line {
  const text = cleanLines(reason) || "–";
  const [start, end] = ticketIn(text, rules) ?? [0, 0];
  const ticket = text.slice(start, end);
  const link = ticketLink(ticket, rules);
  if (link === undefined) return [text];
  return [text.slice(0, start), { link, text: ticket }, text.slice(end)].filter((part) => part !== "");
}

/** `SUP-4821`, `#4821` or `4821`. */
const usualTicket =
  /(?<![\p{L}\p{N}\p{Sc}_#.,/@\\-])(?:[A-Z][A-Z0-9]{0,19}-\d{1,12}|#?\d{3,12})(?![\p{L}\p{N}_-]|[.,:/]\d)/u;
/** One word of the usual length, with a digit: a pattern that matches the whole reason finds no ticket. */
const ticketForm = /^#?(?=.*\p{N})[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u;

/**
 * What the pattern's first group holds, or all that it matches, where that may be a ticket. Where the pattern has no group, or
 * there is none, what usually is one.
 */
function ticketIn(text: string, { pattern, ticketUrl }: ReasonRules): Span | undefined {
  if (ticketUrl === null || [...text].length > reasonMaxLength) return undefined;
  const found = pattern?.find(text);
  const span = found && (pattern?.hasGroup ? found.group : found.whole);
  if (span && ticketForm.test(text.slice(...span))) return span;
  if (pattern?.hasGroup) return undefined;
  const usual = usualTicket.exec(text);
  return usual === null ? undefined : [usual.index, usual.index + usual[0].length];
}

/** Slack's limit. */
const urlMaxLength = 3_000;

function ticketLink(ticket: string, { ticketUrl }: ReasonRules): string | undefined {
  if (ticketUrl === null || ticket === "") return undefined;
  const link = ticketUrl.replace("{ticket}", () => encodeURIComponent(ticket.replace(/^#/, "")));
  return link.length <= urlMaxLength ? link : undefined;
}
