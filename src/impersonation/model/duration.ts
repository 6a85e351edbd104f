// Reads durations as people write them, and formats them for people.

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;

// Nothing longer than an hour: a session of days is not offered, and "for 3 weeks" is part of a reason.
const units = { s: second, m: minute, h: hour } as const;

const words: Readonly<Record<string, number>> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, fifteen: 15, twenty: 20, thirty: 30, forty: 40, "forty-five": 45, fifty: 50 },
  ...{ sixty: 60, ninety: 90, half: 0.5, "half a": 0.5, "half an": 0.5, "a half": 0.5, "½": 0.5 },
  ...{ quarter: 0.25, "quarter of an": 0.25, "a quarter of an": 0.25 },
};

const amount = `\\d{1,9}(?:[.,]\\d{1,2}(?!\\d))?|${Object.keys(words)
  .sort((a, b) => b.length - a.length)
  .map((word) => word.replaceAll(" ", "\\s+"))
  .join("|")}`;
const unit = "seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h";
/** "45m", "an hour", "1½ hours" and "1.5h"; after hours, minutes go without their unit: "1h30". */
const part = new RegExp(
  `^(${amount})(½|\\s+and\\s+a\\s+half)?[\\s-]*(${unit})(?:\\s+and\\s+(?:a\\s+)?(half))?(?![\\p{L}\\p{M}½])`,
  "iu",
);
const minutesAfterHours = /^([0-5]\d)(?![\p{L}\p{N}]|[.,:]\d)/u;

/** A duration at the beginning of a text, and how much of the text it takes. */
interface LeadingDuration {
  readonly ms: number;
  readonly length: number;
}

/**
 * Reads as far as the text is a duration, each part of it in a smaller unit. "a second" is none: as in "for a second time".
 */
export function leadingDuration(typed: string): LeadingDuration | undefined {
  const text = typed.replace(/[０-９]/g, (digit) => digit.normalize("NFKC"));
  let ms = 0;
  let length = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (;;) {
    // A comma may begin the reason: "45m, 30 seconds of video are missing".
    const between = smallest === hour ? /^\s*(?:,|and\b|&)?\s*/i : /^\s*(?:and\b|&)?\s*/i;
    const gap = length === 0 ? 0 : (between.exec(text.slice(length))?.[0].length ?? 0);
    const [read, count = "", half, name = "", andHalf] = part.exec(text.slice(length + gap)) ?? [];
    const size = units[unitOf(name)];
    const howMany = numberOf(count) + (half || andHalf ? 0.5 : 0);
    // A letter that only looks like one of a number word, such as a long s, makes none.
    const isNone = Number.isNaN(howMany) || (size === second && /^an?$/i.test(count));
    if (read === undefined || size >= smallest || isNone) break;
    smallest = size;
    ms += howMany * size;
    length += gap + read.length;
    const minutes = size === hour ? minutesAfterHours.exec(text.slice(length))?.[1] : undefined;
    ms += Number(minutes ?? 0) * minute;
    length += minutes?.length ?? 0;
  }
  return length === 0 ? undefined : { ms: Math.round(ms), length };
}

/** Reads a text that is a duration and nothing else, as milliseconds. Undefined also for less than a second. */
export function parseDuration(text: string): number | undefined {
  const read = leadingDuration(text);
  return read !== undefined && read.length === text.length && read.ms >= second ? read.ms : undefined;
}

function unitOf(name: string): keyof typeof units {
  const first = name.charAt(0).toLowerCase();
  return first === "h" ? "h" : first === "m" ? "m" : "s";
}

function numberOf(count: string): number {
  return words[count.toLowerCase().replace(/\s+/g, " ")] ?? Number(count.replace(",", "."));
}

/** "45 minutes", "1 hour 30 minutes", "90 seconds"; rounded to the second. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / second));
  if (seconds < 120 && seconds !== 60) return counted(seconds, "second");
  return [
    counted(Math.floor(seconds / 3_600), "hour"),
    counted(Math.floor((seconds % 3_600) / 60), "minute"),
    counted(seconds % 60, "second"),
  ]
    .filter((part) => !part.startsWith("0 "))
    .join(" ");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
