// Times in Slack's formats, in the reader's time zone.

const inEnglish = (options: Intl.DateTimeFormatOptions) => (ms: number) =>
  new Intl.DateTimeFormat("en-US", options).format(ms);

/** "2:02 PM" */
export const timeOfDay = inEnglish({ hour: "numeric", minute: "2-digit" });
/** "2:02:05 PM" */
export const timeWithSeconds = inEnglish({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const month = inEnglish({ month: "long" });
const weekday = inEnglish({ weekday: "long" });
const shortDate = inEnglish({ month: "short", day: "numeric", year: "numeric" });

/** "February 18th, 2014" */
function longDate(ms: number): string {
  const date = new Date(ms);
  return `${month(ms)} ${ordinal(date.getDate())}, ${date.getFullYear()}`;
}

function ordinal(day: number): string {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day}${ending}`;
}

const two = (number: number) => String(number).padStart(2, "0");

function dateInNumbers(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "today", "yesterday" and "tomorrow", by the reader's calendar; otherwise formatted by `fallback`. */
function pretty(ms: number, nowMs: number, fallback: (ms: number) => string): string {
  const day = (time: number) => {
    const date = new Date(time);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  };
  const name = new Map([
    [-1, "yesterday"],
    [0, "today"],
    [1, "tomorrow"],
  ]).get(day(ms) - day(nowMs));
  return name ?? fallback(ms);
}

function ago(ms: number, nowMs: number): string {
  const seconds = (ms - nowMs) / 1_000;
  // Rounded first, so that nearly an hour reads "1 hour", not "60 minutes".
  const units = [
    ["second", 1, 60],
    ["minute", 60, 60],
    ["hour", 3_600, 24],
  ] as const;
  const fitting = units.find(([, size, most]) => Math.round(Math.abs(seconds) / size) < most);
  const [unit, size] = fitting ?? (["day", 86_400] as const);
  return new Intl.RelativeTimeFormat("en-US").format(Math.round(seconds / size), unit);
}

/** Whether a Date can represent it. */
export const isValidTime = (ms: number): boolean => !Number.isNaN(new Date(ms).getTime());

/**
 * Fills in `{date_short_pretty} at {time}` and the like; unknown tokens stay unchanged. `ms` must be a valid time.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function slackDate(format: string, ms: number, nowMs: number): string {
  const withWeekday = (time: number) => `${weekday(time)}, ${longDate(time)}`;
  const tokens = new Map(
    Object.entries({
      date_num: () => dateInNumbers(ms),
      date: () => longDate(ms),
      date_short: () => shortDate(ms),
      date_long: () => withWeekday(ms),
      date_pretty: () => pretty(ms, nowMs, longDate),
      date_short_pretty: () => pretty(ms, nowMs, shortDate),
      date_long_pretty: () => pretty(ms, nowMs, withWeekday),
      time: () => timeOfDay(ms),
      time_secs: () => timeWithSeconds(ms),
      ago: () => ago(ms, nowMs),
    }),
  );
  return format.replace(/\{(\w+)\}/g, (token, name: string) => tokens.get(name)?.() ?? token);
}
